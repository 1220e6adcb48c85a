"""The nouns by which speakers are read: pronouns, words of roles, bodies, groups and documents, stop words."""

from __future__ import annotations

from osce_kg.extract.wordlists import words

PRONOUNS = words(
    "he she ai ajo on ona он она він вона він/вона el ea acesta aceasta il elle er sie тој таа u ал ол ӯ он она"
)
PLURAL_PRONOUNS = words("they we ata ato oni one они вони ei ele ils elles sie они тие улар алар олар")

ROLE_WORDS = words(
    # English
    "head colleague deputy acting director minister president chairperson chairman chairwoman chair"
    " co-chair co-chairs chairperson-in-office chairman-in-office chair-in-office"
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
        " human-rights press media public resident caretaker interim chargé d'affaires premier premier-minister"
        " chairperson-in-office chairwoman-in-office cio akim pensioner farmer owner mother father widow leader"
        " parliamentarian congressman congresswoman lawmaker doctor engineer shopkeeper volunteer alumnus graduate"
        " alumna trainee fellow intern artist writer poet actor actress musician archbishop priest chaplain"
        " chairs vice-chairman vice-chairwoman co-chairman co-chairwoman co-chairperson negotiator auditor"
        " mediator interpreter translator psychologist sociologist economist historian scientist officer-in-charge"
        " treasurer accountant entrepreneur businesswoman businessman investigator detective sergeant warden"
        " registrar clerk notary predecessor successor headmistress headmaster headteacher host"
        # South Slavic
        " pomoćnik pomoćnica šef šefica šefa zamjenik zamjenica zamenik zamenica direktor direktorka direktorica"
        " ministar ministrica ministarka"
        " predsjednik predsjednica predsednik predsednica ambasador ambasadorka gradonačelnik"
        " gradonačelnica načelnik načelnica"
        " savjetnik savjetnica savetnik savetnica službenik službenica tužilac tužiteljica sudija"
        " sutkinja predstavnik predstavnica koordinator koordinatorica"
        " koordinatorka voditelj voditeljica rukovodilac rukovoditeljka član članica poslanik"
        " zastupnik zastupnica komesar glavni vršilac"
        " urednik urednica portparol portparolka glasnogovornik glasnogovornica izaslanik izaslanica povjerenik"
        " poverenik poverenica vršiteljka državni sekretar tužiteljka sudac predsjedavajući predsjedavajuća"
        " stručnjak stručnjakinja ekspert ekspertkinja profesor profesorica"
        " nastavnik nastavnica učitelj učiteljica novinar novinarka trener trenerica"
        # Albanian
        " shefe drejtoreshë pjesëmarrëse pjesëmarrës fermer fermere avokat avokate aktivist aktiviste"
        " mësues mësuese mësuesi mësuesja gazetar gazetare trajner trajnere kryetar kryetare"
        " drejtor drejtore këshilltar këshilltare zyrtar zyrtare"
        " drejtuese drejtuesja drejtues drejtuesi kryeministri kryeministrja kryeprokurori zëdhënësi zëdhënësja"
        " kryetare eksperti ekspertja nënkryetari sekretari"
        " shef shefi shefja kreu drejtori drejtoresha drejtor ministri ministrja presidenti"
        " kryetari kryetarja ambasadori ambasadorja zëvendës zëvendësministri"
        " zëvendësministrja zëvendësshefi përfaqësuesi përfaqësuesja zyrtari zyrtarja prokurori"
        " gjyqtari koordinatori koordinatorja zv"
        # Romanian, French, German
        " șeful şeful șefa directorul directoarea ministrul președintele preşedintele ambasadorul"
        " ambasadoarea primarul reprezentantul reprezentanta secretarul"
        " chef cheffe directeur directrice ministre président présidente ambassadeur ambassadrice"
        " représentant représentante secrétaire porte-parole"
        " lehrer lehrerin journalistin trainerin experte expertin anwalt anwältin landwirt landwirtin studentin"
        " enseignant enseignante journaliste avocat avocate agriculteur agricultrice étudiant étudiante"
        " leiter leiterin direktorin minister ministerin präsident präsidentin botschafter"
        " botschafterin sprecher sprecherin generalsekretär generalsekretärin vorsitzende"
        " vorsitzender"
        " maire juge procureur conseiller conseillère haut-représentant coordinateur coordinatrice vice-présidente"
        " bürgermeister bürgermeisterin richter richterin staatsanwalt beauftragte beauftragter amtierende"
        " amtierender stellvertretende stellvertretender hochkommissar abgeordnete abteilungsleiter staatssekretär"
        " coordonatorul coordonatoarea judecătorul procurorul consilierul expertul viceministrul guvernatorul başcanul"
        " bașcanul bașcana viceprimarul"
        # Russian, Ukrainian
        " глава руководитель заместитель директор министр президент председатель посол"
        " представитель координатор начальник советник"
        " правозащитник правозащитница фермер фермерка фермерша активистка активист волонтер студент студентка"
        " учитель учительница журналист журналистка эксперт экспертка адвокат юрист"
        " сотрудник мэр губернатор прокурор судья депутат спикер секретарь комиссар омбудсмен"
        " руководительница представительница спецпредставитель замминистра министра пресс-секретарь омбудсмена"
        " исполняющий исполняющая обязанности директора начальница профессор судьи советница врио вице-премьер"
        " премьер-министр замдиректора тренер преподаватель журналист журналистка студент студентка участник участница"
        " эксперт старший специальный верховный"
        " голова керівник керівниця заступник заступниця міністр міністерка представник"
        " представниця координаторка"
        " прем'єр-міністр віце-прем'єр експерт експертка начальниця директорка прокурорка омбудсман спікер"
        " радник радниця мер суддя речник речниця уповноважений уповноважена"
        # Cyrillic South Slavic
        " шеф шефица заменик заменица директорка министар министарка председник председница"
        " уредник уредница портпарол портпаролка државни секретар судија повереник повереница вршилац тужитељ"
        " градоначелница амбасадорот министерката претседателот директорот координаторот судијата обвинител"
        " раководителка наставничката наставникот учителката учителот раководителот раководителката шефицата"
        " министерот директорката претседателката амбасадорката"
        " градоначалникот градоначалничката заменикот советникот началникот портпаролот"
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
    " bih natural resources internal external emergency tax revenue industry industries communities territories"
    " water forestry infrastructure communication telecommunications religion religious diaspora european euro-atlantic"
    " finances budget treasury investments investment innovation digital transformation housing construction spatial"
    " planning urbanism veterans reintegration reconciliation civic civil minority minorities population family"
    " children elderly employment regional competitiveness tourism archives mining energetics roads procurement"
    " anti-corruption corruption probation prisons penitentiary municipal election electoral observation monitoring"
    " democratization legislation customs border borders guard guards forces staff operations inspection audit"
    " statistics citizenship migration asylum ecology climate hydrology biodiversity nature women democracy"
    " research training methodology military programmes projects matters support governance outreach implementation"
    " дел справ poslova"
)
"""Words that end the name of an office or body, so that a person's name may follow."""

ORGANIZATION_HEADS = words(
    "mission office centre center presence organization organisation osce odihr secretariat"
    " delegation ministry"
    " government assembly parliament council union group team chairmanship chairpersonship court committee"
    " commission embassy agency institute association party eu un nato misija misioni миссия"
    " місія мисија обсе обсє оебс"
    " оопс osbe department police directorate service bureau board chamber house senate academy university faculty"
    " foundation network association federation confederation bank company"
    " college school syndicate society forum group platform movement initiative authority"
)
ORGANIZATION_STEMS = (
    "misij", "mision", "миссии", "миссию", "місії", "мисиј", "канцелариј", "kancelarij", "ministarst", "министерст",
    "міністерст", "министарст", "zyrës", "prezenc", "qendr", "бюро", "центра", "центру", "ureda", "osz", "osce-",
    "oebs-", "osbe-", "обсе", "еқыұ", "еккү", "exht", "оебс-", "misiuni", "misiunea", "ambasad", "посольств",
    "офиса", "офісу", "парламент", "agencij", "агенциј", "агентств", "agjenci", "komisij", "комисиј", "комисси",
    "općin", "opštin", "општин", "zavod", "bashki",
    "skupštin", "скупштин", "universitet", "університет", "университет", "asociaci", "ассоциаци", "асоціаці",
    "удружењ", "udružen", "управлени", "управлінн", "департамент", "комитет", "комітет",
)  # fmt: skip
"""How inflected words for bodies begin: "Мисије", "Prezencës"; lower case."""

INFLECTED_STATES = words(
    "srbije hrvatske makedonije slovenije bih shqipërisë kosovës maqedonisë serbisë србије македоније хрватске"
    " казахстана кыргызстана таджикистана узбекистана туркменистана россии украины україни молдовы молдови беларуси"
    " армении азербайджана грузии германии франции латвии литвы эстонии сербии монголии австрии швеции финляндии"
    " україні казахстане кыргызстане таджикистане узбекистане туркменистане молдове молдові беларуси сербији босни"
    " македонији црној moldovei româniei ukrainei österreichs deutschlands finnlands serbiens italiens"
    " русије македонија афганистана афганістану"
)
"""States in the genitive, as roles name them before a person: "Министар Србије NAME"; lower case."""

COMPOUND_ROLES = (
    "minister", "ministerin", "präsident", "präsidentin", "sekretär", "sekretärin", "vorsitzende", "vorsitzender",
    "vorsitzenden", "beauftragte", "beauftragter", "leiterin", "botschafterin", "sprecherin", "kommissarin",
    "koordinator", "koordinatorin",
)  # fmt: skip
"""How German compounds that are roles end: "Außenminister", "OSZE-Generalsekretär"."""

SURNAME_ROLES = words(
    "mayor representative president chairperson chairman chairwoman commissioner director speaker prosecutor"
    " chairperson-in-office chairman-in-office chairwoman-in-office chair-in-office monitor co-ordinator coordinator"
    " spokesperson spokesman spokeswoman"
    " envoy chancellor ombudsman ombudsperson premier minister secretary-general cio governor"
    " gradonačelnik gradonačelnica predsjednik predsednik predsjednica predsednica direktor direktorica direktorka"
    " президент министр посол мэр директор председатель претседател премиер министар градоначалник"
    " présidente président ministre kryetari presidenti ministri"
)
"""Roles after which a surname alone is a name: "Mayor Kovač", "Chief Monitor Berg"."""

PLACED_ROLES = words(
    "gradonačelnik gradonačelnica načelnik načelnica градоначелник градоначелница градоначалник мэр primarul"
)
"""Roles that a town's name in the genitive follows: "gradonačelnik Bujanovca NAME"."""

GROUPS = words(
    "organizers co-organizers organisers co-organisers delegations mayors prosecutors sides journalists"
    " co-chairs participants ministers observers experts representatives leaders officials"
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
    " tokom tokom gjatë время час prilikom prilikom поводом lors während"
)
"""Words that end a role as written and begin something else."""

ABBREVIATIONS = words(
    "ret mr mrs ms dr amb prof gen col lt st capt maj sgt rep sen hon rev brig no nos vol art"
    " para approx incl jr sr"
    " г гг ул проф др г-н г-жа д-р str bl br tzv npr itd dl dna etc u.s u.k d.c h.e p.m a.m e.g"
    " i.e м sh z znj"
)

LEADING = words(
    "and but today also meanwhile however later yesterday yet then while as earlier likewise similarly"
    " dhe i и та але но und et și"
)
"""Words that may stand before a sentence's subject."""

CONJUNCTIONS = words("and und et i dhe și и та")
"""Words for "and", which may join a second person to the first."""

ARTICLES = words("the a an one another its their his her our this that some der die das le la les l'")
PREPOSITIONS = words("of in to at for from on near with by and under au de du në u na za od в на по з із у")
