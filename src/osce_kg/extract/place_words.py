"""Words beside and instead of places' names, in the site's languages, in small letters."""

from __future__ import annotations

from osce_kg.extract.wordlists import words

# What stands before a place where somebody or something is, goes or comes from.
AT = words(
    "in near from to at around outside towards toward into via between within throughout across beyond"
    " visiting nearby в во из под около до через близ возле у к з із зі біля поблизу від u iz kod blizu kraj do"
    " pokraj pored код близу крај покрај поред од кај në nga prej pranë afër à près vers depuis dans en aus"
    " nach bei bis în din la lângă da nel"
)
OF = words("of de du der von di del для за и од nga i e të of's na на")
PLACED = words(
    "region regions oblast province provinces district districts municipality city town village villages raion"
    " county canton airport area areas residents court prison road valley border-crossing"
)
PLACED_BEFORE = words(
    "city town towns cities village villages mayor municipality municipalities region regions district"
    " districts people residents citizens outskirts suburb north south east west port court province oblast"
    " settlement university airport город города городе городу село села селе поселок поселке області місті"
    " місто міста grad gradu grada općini opštini opštine općine općina opština qytetin qytetit qyteti bashkia"
    " bashkinë komuna komunën stadt ville orașul град граду града општини општине општина"
)
# Ordinary words, months, first names and the like that are towns somewhere.
NO_PLACES = words(
    "march may august mary nice split police mission media central union independence reading bath most law"
    " centre center office roma sunday monday friday saturday council court peace justice security women men"
    " youth human rights europe european asia north south east west first second third general president"
    " minister ministry mayor deputy head chief ambassador director state national border guard army university"
    " school academy project programme day open group process summit press release news the a an in on at of"
    " and for with from to he she they it his her their this that these those there here who what when where"
    " why how not no yes all some many more other new old republic kingdom federation commission committee"
    " assembly parliament government delegation secretary special representative co-ordinator coordinator"
    " confederation confédération"
    " person chairman chairperson chair senior officer adviser advisor spokesperson professor doctor prof judge"
    " today yesterday tomorrow speaking during after before since until while although because if as by or but"
    " so such both each every few several under over among against without within about home service services"
    " police-assistance convention treaty charter act document declaration agreement plan strategy action"
    " dialogue trust freedom democracy democratic election elections vote voters party people women's children"
    " child family health water energy environment economic social legal judicial public local international"
    " regional municipal civil military марта мая августа совет центр миссия мир права март май август союз"
    " группа комиссия проект первый полиция октябрь ленин советский первомайский победа мария александра анна"
    " ольга елена марина вера надежда любовь лепа нова нови стара стари мала мали велика велики горња доња nova"
    " novi stara stari mala mali velika veliki gornja donja gornji donji lepa sveti sveta saint santa san los"
    " las el la le les de da do von van der den ten alexandra maria anna olga elena marina vera victoria sofia"
    " sophia adrian martin george john peter paul david michael thomas james robert william charles henry"
    " edward albert victor leo max marie petra julia laura sara amina emina zara leila aida drita besa teuta"
    " dunja nada zora rada vesna sava drina"
)
