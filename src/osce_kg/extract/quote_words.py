"""The words by which attributions are read: verbs of saying, pronouns, nouns of documents and groups."""

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
    " summarized agreed admitted claimed asked voiced outlined contended"
)
"""Finite verbs of saying in English; lower case."""

OTHER_VERBS = words(        # Albanian
        "tha thotë shtoi theksoi deklaroi nënvizoi vuri përfundoi sqaroi shpjegoi nënvizuan thanë"
        # South Slavic, Latin
        " reče rekao rekla kazao kazala izjavio izjavila dodao dodala istakao istakla istaknuo"
        " istaknula naglasio naglasila"
        " naveo navela objasnio objasnila zaključio zaključila poručio poručila podvukao podvukla"
        " ocijenio ocijenila"
        " ocenio ocenila napomenuo napomenula izjavljuje kaže ističe dodaje navodi"
        # Romanian
        " spus declarat adăugat adaugat menționat menţionat subliniat afirmat precizat explicat"
        " remarcat notat conchis"
        # German, French
        " sagte erklärte betonte ergänzte hinzufügte fügte unterstrich bemerkte warnte"
        " dit déclaré ajouté souligné affirmé expliqué conclu indiqué précisé noté rappelé déclare souligne"
        # Russian
        " сказал сказала заявил заявила отметил отметила подчеркнул подчеркнула добавил добавила"
        " пояснил пояснила"
        " сообщил сообщила объяснил объяснила заключил заключила напомнил напомнила продолжил"
        " продолжила указал указала"
        " говорит отмечает считает подытожил подытожила"
        # Ukrainian
        " сказав заявив відзначив відзначила зазначив зазначила підкреслив підкреслила додав"
        " додала наголосив наголосила"
        " пояснив пояснила повідомив повідомила розповів розповіла каже"
        # South Slavic, Cyrillic
        " рекао рекла изјавио изјавила додао додала истакао истакла нагласио нагласила навео"
        " навела рече изјави додаде"
        " истакна нагласи потенцираше порача објасни"
        # Turkic
        " деди деген деп айтты айтып belgiladi dedi ta’kidladi ta'kidladi dedi bildirdi bildirib"
        " vurğuladı деді атап"
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
PASSIVES = words("was were is are be been being got")

PRONOUNS = words(
    "he she ai ajo on ona он она він вона він/вона el ea acesta aceasta il elle er sie тој таа u ал ол ӯ он она"
)
PLURAL_PRONOUNS = words("they we ata ato oni one они вони ei ele ils elles sie они тие улар алар олар")

ROLE_WORDS = words(
    # English
    "head deputy acting director minister president chairperson chairman chairwoman chair"
    " co-chair co-chairs chairperson-in-office chairman-in-office"
        " representative envoy commissioner secretary general co-ordinator coordinator"
        " spokesperson spokesman spokeswoman"
        " ambassador officer adviser advisor manager mayor governor prosecutor judge justice"
        " chief commander colonel"
        " general major captain lieutenant speaker member mp senator deputy-minister ombudsman"
        " ombudsperson ombudswoman defender"
        " professor lecturer teacher trainer expert specialist analyst journalist editor"
        " editor-in-chief lawyer attorney"
        " counsel counsellor councillor consultant assistant founder leader principal rector dean"
        " chancellor monitor observer"
        " inspector superintendent activist researcher author participant resident student"
        " official delegate commander-in-chief"
        " undersecretary under-secretary vice-president vice vice-chair vice-chairperson first"
        " senior special personal high prime foreign interior regional national"
        " programme program project executive rapporteur moderator organizer organiser"
        " facilitator co-founder administrator"
        " king queen prince pope patriarch bishop imam mufti supervisor legal political"
        " human-rights press media public"
        # South Slavic
        " šef šefica šefa zamjenik zamjenica zamenik zamenica direktor direktorka direktorica"
        " ministar ministrica ministarka"
        " predsjednik predsjednica predsednik predsednica ambasador ambasadorka gradonačelnik"
        " gradonačelnica načelnik načelnica"
        " savjetnik savjetnica savetnik savetnica službenik službenica tužilac tužiteljica sudija"
        " sutkinja predstavnik predstavnica koordinator koordinatorica"
        " koordinatorka voditelj voditeljica rukovodilac rukovoditeljka član članica poslanik"
        " zastupnik zastupnica komesar glavni vršilac"
        " nastavnik nastavnica učitelj učiteljica novinar novinarka trener trenerica"
        # Albanian
        " mësues mësuese mësuesi mësuesja gazetar gazetare trajner trajnere kryetar kryetare"
        " drejtor drejtore këshilltar këshilltare zyrtar zyrtare"
        " shef shefi shefja kreu drejtori drejtoresha drejtor ministri ministrja presidenti"
        " kryetari kryetarja ambasadori ambasadorja zëvendës zëvendësministri"
        " zëvendësministrja zëvendësshefi përfaqësuesi përfaqësuesja zyrtari zyrtarja prokurori"
        " gjyqtari koordinatori koordinatorja zv"
        # Romanian, French, German
        " șeful şeful șefa directorul directoarea ministrul președintele preşedintele ambasadorul"
        " ambasadoarea primarul reprezentantul reprezentanta secretarul"
        " chef cheffe directeur directrice ministre président présidente ambassadeur ambassadrice"
        " représentant représentante secrétaire porte-parole"
        " leiter leiterin direktorin minister ministerin präsident präsidentin botschafter"
        " botschafterin sprecher sprecherin generalsekretär generalsekretärin vorsitzende"
        " vorsitzender"
        # Russian, Ukrainian
        " глава руководитель заместитель директор министр президент председатель посол"
        " представитель координатор начальник советник"
        " сотрудник мэр губернатор прокурор судья депутат спикер секретарь комиссар омбудсмен"
        " эксперт старший специальный верховный"
        " голова керівник керівниця заступник заступниця міністр міністерка представник"
        " представниця координаторка"
        " радник радниця мер суддя речник речниця уповноважений уповноважена"
        # Cyrillic South Slavic
        " шеф шефица заменик заменица директорка министар министарка председник председница"
        " амбасадор амбасадорка градоначелник начелник"
        " саветник саветница тужилац судија представница члан претседател претседателка шефот"
        " раководител министер министерка градоначалник"
        # Turkic
        " rahbari boshlig'i direktori vaziri koordinatori elchisi башчысы жетекчиси министри"
        " директору басшысы министрі"
    )  # fmt: skip
"""Words that make a phrase a role; lower case."""

PORTFOLIO_WORDS = words(
    "education health justice interior defence defense finance economy economic culture"
    " labour labor environment"
    " environmental transport agriculture energy science sport sports trade information"
    " development integration"
    " administration self-government equality gender youth tourism security policy social public"
    " local law affairs"
    " protection welfare emergency emergencies situations communications relations police"
    " policing elections"
    " department unit section division directorate service bureau board chamber house senate state states"
    " cooperation co-operation freedom media rights minorities trafficking beings terrorism"
    " bih"
)
"""Words that end the name of an office or body, so that a person's name may follow."""

ORGANIZATION_HEADS = words(
    "mission office centre center presence organization organisation osce odihr secretariat"
    " delegation ministry"
    " government assembly parliament council union group team chairmanship chairpersonship court committee"
    " commission embassy agency institute association party eu un nato misija misioni миссия"
    " місія мисија обсе обсє оебс"
    " оопс osbe"
)
GROUPS = words(
    "co-chairs participants ministers observers experts representatives leaders officials"
    " delegates ambassadors states"
    " members speakers journalists students teachers judges envoys heads countries monitors"
    " authorities institutions"
    " organizations organisations parties sides men women officers trainees panellists police"
    " parliamentarians"
    " учасники участники učesnici učesnice pjesëmarrësit участниците"
)
DOCUMENTS = words("report statement declaration document decision letter law act constitution resolution"
    " communiqué communique"
    " agreement charter treaty convention article paragraph memorandum protocol recommendation"
    " recommendations opinion"
    " judgment judgement ruling verdict code text press-release release publication study survey"
    " review analysis"
    " conclusion conclusions concept strategy plan bill draft provision mandate inscription"
    " message commitment"
    " commitments framework accord guidelines brochure leaflet slogan banner sign newspaper"
    " article's findings"
    " izvještaj izveštaj izjava deklaracija zakon dokument raport deklarata raporti ligji"
    " заявление доклад отчет отчёт закон документ декларация"
    " звіт заява закон documento raportul declarația rapport déclaration loi bericht erklärung"
    " gesetz извештај изјава")  # fmt: skip
TITLE_NOUNS = words("entitled titled called named dubbed theme motto slogan project programme program"
    " campaign conference seminar workshop"
    " forum book film documentary exhibition event report brochure publication handbook guide"
    " manual newspaper magazine"
    " television channel station tv radio ngo organization organisation association foundation"
    " centre center school"
    " initiative course training competition contest award prize play song series lecture session"
    " panel topic title"
    " heading so-called word term words phrase name party movement group club company under on"
    " pod naslovom nazivom temom titullin под названием на тему под називом")  # fmt: skip
WITHHELD = words(
    "victim victims survivor survivors detainee detainees prisoner prisoners inmate inmates convict minor minors"
    " pupil pupils schoolgirl schoolboy schoolchild schoolchildren child children girl girls boy boys teenager"
    " teenagers refugee refugees orphan patient patients asylum-seeker asylum year-old"
    " žrtva žrtve viktimë viktima жертва потерпевшая потерпевший učenik učenica nxënës ученик ученица задержанный"
    " потерпіла потерпілий учень учениця"
)
"""Words for private people whose names are kept out of the graph."""

WITHHELD_STATES = words("detained imprisoned jailed arrested abducted trafficked displaced underage teenage")

STOPPERS = words(
    "together along alongside"
    " during when while after following before as because that who whose whom which where"
    " adding speaking noting"
    " saying commenting referring opening addressing today yesterday tomorrow earlier later since"
    " until though although"
    " upon through by about if so but via amid stressing emphasizing explaining including with"
    " tokom tokom gjatë во время під час prilikom prilikom поводом lors während"
)
"""Words that end a role as written and begin something else."""

ABBREVIATIONS = words(
    "mr mrs ms dr amb prof gen col lt st capt maj sgt rep sen hon rev brig no nos vol art"
    " para approx incl jr sr"
    " г гг ул проф др г-н г-жа д-р str bl br tzv npr itd dl dna etc u.s u.k d.c h.e p.m a.m e.g"
    " i.e м sh z znj"
)
