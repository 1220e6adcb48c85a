"""What is remembered between pages: within bounds, and never in place of what a page says."""

from __future__ import annotations

from osce_kg.charset import decode
from osce_kg.extract.memory import Memory
from osce_kg.layouts.recent import Recent
from osce_kg.page import Block


def _block(text: str, start: int = 0) -> Block:
    return Block(text, start, start + len(text), 1)


class TestMemory:
    def test_a_value_is_worked_out_once(self) -> None:
        asked: list[str] = []

        def length(word: str) -> int:
            asked.append(word)
            return len(word)

        memory = Memory(length, 8)
        assert [memory[word] for word in ("Baku", "Osh", "Baku")] == [4, 3, 4]
        assert asked == ["Baku", "Osh"]

    def test_it_forgets_all_when_it_is_full(self) -> None:
        memory: Memory[int, int] = Memory(lambda number: number * 2, 3)
        for number in range(10):
            assert memory[number] == number * 2
            assert len(memory) <= 3


class TestRecent:
    def test_equal_blocks_are_not_asked_for_twice(self) -> None:
        asked: list[tuple[Block, ...]] = []

        def length(blocks: tuple[Block, ...]) -> int:
            asked.append(blocks)
            return len(blocks)

        recent = Recent(length, 2)
        menu = (_block("Our work"), _block("Countries", 9))
        assert recent(menu) == recent((_block("Our work"), _block("Countries", 9))) == 2
        assert asked == [menu]

    def test_the_same_words_elsewhere_are_another_menu(self) -> None:
        recent = Recent(lambda blocks: blocks[0].start, 2)
        assert [recent((_block("Our work", start),)) for start in (0, 5, 9, 0)] == [0, 5, 9, 0]

    def test_another_may_ask_while_arguments_are_compared(self) -> None:
        recent = Recent(lambda blocks: blocks[0].start, 3)
        others = [_block("Countries", 9)]

        class Compared(str):
            __slots__ = ()
            __hash__ = str.__hash__

            def __eq__(self, other: object) -> bool:
                if others:
                    recent((others.pop(),))
                return str.__eq__(self, other)

        assert [recent((_block(Compared("Our work"), start),)) for start in (0, 5)] == [0, 5]
        assert not others


class TestMarkup:
    def test_utf8_is_the_capture_itself(self) -> None:
        content = "<p>Приштина</p>".encode()
        assert decode(content, None).utf8 is content

    def test_other_encodings_are_written_anew(self) -> None:
        markup = decode("<p>Приштина</p>".encode("windows-1251"), "windows-1251")
        assert markup.utf8.decode() == markup.text == "<p>Приштина</p>"

    def test_what_was_replaced_is_replaced_in_both(self) -> None:
        markup = decode(b"<p>Pri\xffstina</p>", None)
        assert markup.replaced == 1
        assert markup.utf8.decode() == markup.text == "<p>Pri\ufffdstina</p>"
