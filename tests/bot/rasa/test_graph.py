"""Our runner comes to what Rasa's own does."""

import unittest
from typing import Any

try:
    from rasa.core import processor
    from rasa.engine.exceptions import GraphRunError
    from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
    from rasa.engine.runner.dask import DaskGraphRunner
except ImportError as missing:
    raise unittest.SkipTest("needs Rasa's environment") from missing

from bot import graph


class Step(GraphComponent):
    """Adds its own number to what it is given, and counts how often."""

    ran = 0

    def __init__(self, number: int) -> None:
        self.number = number

    @classmethod
    def create(cls, config: dict[str, Any], *_: object, **__: object) -> "Step":
        return cls(config["number"])

    def add(self, left: int, right: int = 0) -> int:
        type(self).ran += 1
        if self.number < 0:
            raise RuntimeError("broken")
        return left + right + self.number


def node(number: int, **needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Step, constructor_name="create", fn="add", config={"number": number})


NODES = {
    "last": node(100, left="second", right="third"),
    "third": node(30, left="second"),
    "second": node(7, left="first", right="__more__"),
    "first": node(1, left="__said__"),
    "apart": node(1000, left="__said__"),
    "broken": node(-1, left="first"),
}
SAID = {"__said__": 10_000, "__more__": 500}


def run(kind: type, targets: list[str]) -> tuple[dict[str, Any], int]:
    schema = GraphSchema(NODES)
    runner = kind(schema, None, ExecutionContext(schema))
    runner.run(dict(SAID), targets)
    Step.ran = 0
    return runner.run(dict(SAID), targets), Step.ran


class GraphTest(unittest.TestCase):
    def test_it_comes_to_the_same_with_as_many_steps(self) -> None:
        for targets in (["last"], ["third", "apart"], ["first"]):
            with self.subTest(targets):
                assert run(graph.OneByOne, targets) == run(DaskGraphRunner, targets)

    def test_a_component_that_fails_is_told_as_rasas_own_tells_it(self) -> None:
        told = []
        for kind in (graph.OneByOne, DaskGraphRunner):
            with self.assertRaises(Exception) as caught:  # noqa: PT027 - pytest is not in this environment
                run(kind, ["broken"])
            told.append((type(caught.exception), str(caught.exception)))
        assert told[0] == told[1]

    def test_what_no_node_gives_is_an_error(self) -> None:
        schema = GraphSchema(NODES)
        with self.assertRaises(GraphRunError):  # noqa: PT027 - pytest is not in this environment
            graph.OneByOne(schema, None, ExecutionContext(schema)).run({}, ["first"])

    def test_rasas_server_uses_it(self) -> None:
        graph.prepare()
        assert processor.DaskGraphRunner is graph.OneByOne


if __name__ == "__main__":
    unittest.main()
