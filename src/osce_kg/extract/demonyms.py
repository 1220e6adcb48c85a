"""Adjectives of States as English roles use them ("Kazakh Foreign Minister"), by alpha-3 code."""

from __future__ import annotations

DEMONYMS = {
    "albanian": "ALB", "andorran": "AND", "armenian": "ARM", "austrian": "AUT", "azerbaijani": "AZE",
    "azeri": "AZE",
    "belarusian": "BLR", "belarussian": "BLR", "belgian": "BEL", "bosnian": "BIH", "british": "GBR",
    "uk": "GBR",
    "bulgarian": "BGR", "canadian": "CAN", "croatian": "HRV", "cypriot": "CYP", "czech": "CZE",
    "danish": "DNK",
    "dutch": "NLD", "estonian": "EST", "finnish": "FIN", "french": "FRA", "georgian": "GEO", "german": "DEU",
    "greek": "GRC", "hungarian": "HUN", "icelandic": "ISL", "irish": "IRL", "italian": "ITA", "kazakh": "KAZ",
    "kazakhstani": "KAZ", "kyrgyz": "KGZ", "kyrgyzstani": "KGZ", "latvian": "LVA", "lithuanian": "LTU",
    "maltese": "MLT", "moldovan": "MDA", "mongolian": "MNG", "montenegrin": "MNE", "norwegian": "NOR",
    "polish": "POL", "portuguese": "PRT", "romanian": "ROU", "russian": "RUS", "serbian": "SRB",
    "slovak": "SVK",
    "slovenian": "SVN", "slovene": "SVN", "spanish": "ESP", "swedish": "SWE", "swiss": "CHE", "tajik": "TJK",
    "turkish": "TUR", "turkmen": "TKM", "ukrainian": "UKR", "us": "USA", "u.s": "USA", "american": "USA",
    "uzbek": "UZB", "afghan": "AFG", "japanese": "JPN", "thai": "THA", "egyptian": "EGY", "israeli": "ISR",
    "jordanian": "JOR", "moroccan": "MAR", "tunisian": "TUN", "algerian": "DZA", "australian": "AUS",
    "luxembourgish": "LUX",
}  # fmt: skip

STATE_STEMS = {
    # South Slavic
    "republike srpsk": "BIH", "republika srpsk": "BIH", "републике српск": "BIH", "република српск": "BIH",
    "srbij": "SRB", "srpsk": "SRB", "србиј": "SRB", "српск": "SRB", "hrvatsk": "HRV", "хрватск": "HRV",
    "crne gor": "MNE", "crnogorsk": "MNE", "црногорск": "MNE", "црне гор": "MNE", "bosne i hercegovin": "BIH",
    "босне и херцеговин": "BIH", "bih": "BIH", "бих": "BIH", "makedonij": "MKD", "македони": "MKD",
    "македонск": "MKD", "slovenij": "SVN", "словени": "SVN", "njemačk": "DEU", "nemačk": "DEU", "немачк": "DEU",
    # Albanian
    "shqipëri": "ALB", "shqiptar": "ALB", "maqedoni": "MKD", "gjerman": "DEU", "italisë": "ITA",
    # Russian, Ukrainian
    "казахстан": "KAZ", "кыргызстан": "KGZ", "кыргызск": "KGZ", "кыргызской республик": "KGZ", "киргиз": "KGZ",
    "таджикистан": "TJK", "таджикск": "TJK", "узбекистан": "UZB", "узбекск": "UZB", "туркменистан": "TKM",
    "туркменск": "TKM", "российск": "RUS", "россии": "RUS", "украин": "UKR", "україн": "UKR", "молдов": "MDA",
    "молдавск": "MDA", "беларус": "BLR", "белорус": "BLR", "білорус": "BLR", "армени": "ARM", "армянск": "ARM",
    "азербайджан": "AZE", "грузи": "GEO", "германи": "DEU", "франци": "FRA", "сербии": "SRB", "тоҷикистон": "TJK",
    "қазақстан": "KAZ", "ўзбекистон": "UZB",
    "афганистан": "AFG", "афганістан": "AFG", "монголи": "MNG",
    # Romanian
    "moldovei": "MDA", "republicii moldova": "MDA", "moldoveneas": "MDA", "român": "ROU",
    # German, French
    "deutsch": "DEU", "österreich": "AUT", "schweizer": "CHE", "französisch": "FRA", "russisch": "RUS",
    "ukrainisch": "UKR", "italienisch": "ITA", "serbisch": "SRB", "polnisch": "POL", "finnisch": "FIN",
    "slowakisch": "SVK", "français": "FRA", "allemand": "DEU", "russe": "RUS", "suisse": "CHE", "ukrainien": "UKR",
    "géorgie": "GEO", "arménie": "ARM", "moldave": "MDA", "kazakhstan": "KAZ", "tadjikistan": "TJK",
    "kirghiz": "KGZ", "ouzbékistan": "UZB", "belge": "BEL", "autrichien": "AUT", "italien": "ITA", "serbe": "SRB",
}  # fmt: skip
"""How names and adjectives of States begin in roles of the site's other languages; small letters."""
