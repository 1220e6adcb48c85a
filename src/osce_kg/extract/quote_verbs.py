"""The words by which attributions are read: verbs of saying in the site's languages, and what surrounds them."""

from __future__ import annotations

from osce_kg.extract.wordlists import words

ENGLISH_VERBS = words(
    "said says added adds noted notes stressed stresses underlined underlines underscored"
    " underscores emphasized"
    " emphasised emphasizes emphasises stated states explained explains concluded concludes"
    " pointed wrote writes told"
    " continued continues remarked commented observed declared announced highlighted"
    " highlights recalled reiterated"
    " reaffirmed affirmed acknowledged warned urged insisted argued asserted cautioned"
    " reminded replied answered"
    " responded commended welcomed praised hailed expressed called described believes hoped"
    " pledged confirmed"
    " mentioned maintained reads read suggested assured condemned deplored regretted appealed"
    " encouraged tweeted"
    " summarized agreed admitted claimed asked voiced outlined contended summed informed"
    " testified predicted promised joked reported advised advocated vowed announces posted hoped proposed"
    " praises acknowledges argues insists quipped elaborated clarified"
    " laughs laughed countered admits jokes exclaimed recollected recounts objected retorted"
    " assures reaffirms reiterates recalls thanked reflected echoed asks shared recounted lamented"
)
"""Finite verbs of saying in English; lower case."""

OTHER_VERBS = words(        # Albanian
        "tha thotë shtoi theksoi deklaroi nënvizoi vuri përfundoi sqaroi shpjegoi nënvizuan thanë"
        " u shpreh pohoi vlerësoi kujtoi njoftoi apeloi tregoi thekson thonë rikujtoi bëri"
        # South Slavic, Latin
        " reče rekao rekla kazao kazala izjavio izjavila dodao dodala istakao istakla istaknuo"
        " istaknula naglasio naglasila"
        " naveo navela objasnio objasnila zaključio zaključila poručio poručila podvukao podvukla"
        " ocijenio ocijenila upozorio upozorila pozvao pozvala podsjetio podsjetila podsetio podsetila"
        " rekli izjavili kazali poručuje"
        " ocenio ocenila napomenuo napomenula izjavljuje kaže ističe dodaje navodi priznaje priznao priznala smatra"
        # Romanian
        " spus declarat adăugat adaugat menționat menţionat subliniat afirmat precizat explicat"
        " remarcat notat conchis reiterat încheiat spune afirmă declară"
        # German, French
        " sagte erklärte betonte ergänzte hinzufügte fügte unterstrich bemerkte warnte mahnte forderte"
        " sagten erklärten sagt erklärt betont lobte"
        " dit averti salué encouragé appelé plaidé exhorté insisté"
        " estimé précise ajoute poursuivi affirme déclaré ajouté souligné affirmé expliqué conclu"
        " indiqué précisé noté rappelé déclare souligne"
        # Russian
        " сказал сказала заявил заявила отметил отметила подчеркнул подчеркнула добавил добавила"
        " пояснил пояснила"
        " сообщил сообщила объяснил объяснила заключил заключила напомнил напомнила продолжил"
        " продолжила указал указала"
        " рассказал рассказала призвал призвала выразил выразила уточнил уточнила считают заявили сказали отметили"
        " говорит отмечает считает подытожил подытожила"
        # Ukrainian
        " сказав заявив відзначив відзначила зазначив зазначила підкреслив підкреслила додав"
        " додала наголосив наголосила"
        " закликав закликала зауважив зауважила нагадав нагадала сказали уточнив уточнила"
        " пояснив пояснила повідомив повідомила розповів розповіла каже"
        # South Slavic, Cyrillic
        " рекао рекла изјавио изјавила додао додала истакао истакла нагласио нагласила навео"
        " оценио оценила оценила оцијенио оцијенила упозорио упозорила закључио закључила поручио поручила"
        " објаснио објаснила казао казала истиче каже подсетио подсетила признаје признао признала сматра"
        " навела рече изјави додаде"
        " изјавил изјавила рекол нагласил истакнал кажа истакна нагласи потенцираше порача објасни"
        # Turkic
        " деди деген деп айтты айтып belgiladi dedi ta’kidladi ta'kidladi dedi bildirdi bildirib"
        " vurğuladı деді атап белгиледи белгиледи белгилеп кошумчалады баса көрсөттү билдирди қосты қосымша"
        " айтқан деген қўшимча айтди таъкидлади деди қайд"
        # Tajik, Armenian, Georgian
        " гуфт таъкид ասաց նշեց განაცხადა აღნიშნა"
    )  # fmt: skip
"""Finite verbs and participles of saying in the site's other languages; lower case."""

PARTICIPLES = words(
    "adding saying noting stressing stating emphasizing emphasising underlining underscoring"
    " explaining concluding"
    " pointing highlighting recalling warning urging calling describing reiterating remarking"
    " telling continuing"
    " dodajući ističući naglašavajući duke shtuar добавив отметив подчеркнув заявивши adăugând ajoutant"
)
"""Forms that share the subject of the sentence's verb."""

ENGLISH_ADVERBS = words(
    "also today further then later yesterday recently earlier rightly however clearly simply"
    " again out about up"
    " once thereby particularly especially repeatedly strongly firmly publicly finally always has have had"
)
AUXILIARIES = words("je su sam smo a au fost ha har hat haben je-li си сам је са също се би i e që ka kanë deb u-")
DOCUMENT_VERBS = words(
    "provides provide finds found guarantees requires punishes stipulates prohibits recommends obliges defines lists"
    " includes sets forbids establishes envisages"
)
"""Verbs that only a document's words follow, beside those of saying."""

PASSIVES = words("was were is are be been being got")

VERBS = ENGLISH_VERBS | OTHER_VERBS
"""Verbs of saying that have a subject of their own."""

SAYING = VERBS | PARTICIPLES
"""Every form of saying."""
