"""The site's menu as it is declared here: which group holds what, under which names.

Learned from menus of 2024 to 2026. What a registry can tell (States, fields of work, series, bodies) is
looked up there; the skeleton only says what kind of thing a group holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from osce_kg.reference.model import fold


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the menu: its key, the kind of its leaves, the group it belongs to, its names."""

    key: str
    leaves: str
    parent: str | None
    names: tuple[str, ...]
    required: bool = True


GROUPS = (
    Group(
        "our-work",
        "section",
        None,
        ("Our work", "What we do", "Наша работа", "Наша робота", "Чем мы занимаемся"),
    ),
    Group(
        "fields-of-work",
        "field-of-work",
        "our-work",
        (
            "Fields of work",
            "Сферы деятельности",
            "Сфери діяльності",
            "Области деятельности",
            "Направления деятельности",
        ),
    ),
    Group(
        "meetings-and-conferences",
        "meeting-series",
        "our-work",
        (
            "Meetings and conferences",
            "Встречи и конференции",
            "Совещания и конференции",
            "Зустрічі та конференції",
        ),
    ),
    Group("countries", "navigation", None, ("Countries", "Страны", "Государства", "Країни")),
    Group(
        "participating-states",
        "country",
        "countries",
        ("Participating States", "Государства-участники", "Держави-учасниці"),
    ),
    Group(
        "structures-and-institutions",
        "organization",
        None,
        ("Structures and institutions", "Структуры и институты", "Структури та інститути", "Who we are"),
    ),
    Group(
        "secretariat",
        "organization",
        "structures-and-institutions",
        ("Secretariat", "Секретариат", "Секретаріат"),
    ),
    Group(
        "institutions",
        "organization",
        "structures-and-institutions",
        ("Institutions", "Институты", "Інститути"),
        required=False,
    ),
    Group(
        "field-operations",
        "organization",
        "structures-and-institutions",
        (
            "Field operations",
            "Полевые операции",
            "Деятельность на местах",
            "Польові операції",
            "Where we are",
        ),
    ),
)

# Leaves that are no concepts: sections by their key, whatever group they stand in.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "projects": ("Projects", "Проекты", "Проєкти"),
    "partnerships": ("Partnerships", "Партнерства", "Партнерство"),
    "asian-partners-for-co-operation": (
        "Asian Partners for Co-operation",
        "Азиатские партнеры по сотрудничеству",
        "Азиатские партнеры",
    ),
    "mediterranean-partners-for-co-operation": (
        "Mediterranean Partners for Co-operation",
        "Средиземноморские партнеры по сотрудничеству",
        "Средиземноморские партнеры",
    ),
    "institutions": ("Institutions", "Институты", "Інститути"),
    "closed-field-activities": (
        "Closed field activities",
        "Закрытые полевые операции",
        "Закриті польові операції",
    ),
    "organizational-structure": (
        "Organizational structure",
        "Организационная структура",
        "Організаційна структура",
    ),
    "about-us": ("About us", "О нас", "Про нас", "About the OSCE"),
    "newsroom": ("Newsroom", "News and press releases", "Новости", "Новини", "News"),
    "resources": ("Resources", "Ресурсы", "Ресурси"),
    "events": ("Events", "Мероприятия", "Заходи"),
    "documents": ("Documents", "Документы", "Документи"),
    "contact-us": ("Contact us", "Contacts", "Контакты", "Контакти"),
    "employment": ("Employment", "Work with us", "Трудоустройство", "Careers"),
    "procurement": ("Procurement", "Закупки"),
}
PARTNERS = frozenset({"asian-partners-for-co-operation", "mediterranean-partners-for-co-operation"})
NAVIGATION: Mapping[str, tuple[str, ...]] = {
    "all": ("All", "Все", "Всі", "Усі", "See all", "View all", "Show all"),
    "home": ("Home", "Главная", "Головна"),
}

GROUP_BY_NAME = {fold(name): group for group in GROUPS for name in group.names}
SECTION_BY_NAME = {fold(name): key for key, names in SECTIONS.items() for name in names}
NAVIGATION_BY_NAME = {fold(name): key for key, names in NAVIGATION.items() for name in names}

# Labels by which a menu is told from other lists; the leaves among them have not changed in the menus known.
_ANCHORS = (
    "Arms control",
    "Border management",
    "Combating trafficking in human beings",
    "Countering terrorism",
    "Democratization",
    "Economic activities",
    "Elections",
    "Human rights",
    "Policing",
    "Roma and Sinti",
    "Rule of law",
    "Summit meetings",
    "Review Conferences",
    "Ministerial Council meetings",
    "Albania",
    "Andorra",
    "Uzbekistan",
    "Conflict Prevention Centre",
    "Secretary General",
    "Presence in Albania",
    "Mission to Serbia",
    "Mission to Skopje",
    "Парламентская ассамблея",
    "Parliamentary Assembly",
    "Court of Conciliation and Arbitration",
    "Контроль над вооружениями",
    "Выборы",
    "Права человека",
    "Управление границами",
    "Миграция",
    "Образование",
    "Албания",
    "Андорра",
    "Армения",
    "Австрия",
    "Азербайджан",
    "Узбекистан",
)
MENU_LABELS = frozenset({*GROUP_BY_NAME, *SECTION_BY_NAME, *NAVIGATION_BY_NAME, *(fold(name) for name in _ANCHORS)})
_LONGEST_REMEMBERED = 100


def is_menu_label(text: str) -> bool:
    """Whether a line is a label by which a menu is told from other lists."""
    return (_is_known if len(text) <= _LONGEST_REMEMBERED else _is_label)(text)


def _is_label(text: str) -> bool:
    return fold(text) in MENU_LABELS


# Every page of a site has its menu.
_is_known = lru_cache(maxsize=2048)(_is_label)
