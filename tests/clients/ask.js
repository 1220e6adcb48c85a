// Asks a SPARQL endpoint by Comunica: `node ask.js ENDPOINT QUERY` prints one line of JSON per solution or quad.
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const engine = new QueryEngine();
const answer = await engine.query(query, { sources: [{ type: "sparql", value: endpoint }] });
const stream = await answer.execute();
if (answer.resultType === "boolean") {
  console.log(JSON.stringify(stream));
} else {
  for await (const item of stream) {
    const pairs = answer.resultType === "bindings"
      ? [...item].map(([variable, term]) => [variable.value, term.value])
      : ["subject", "predicate", "object"].map((place) => [place, item[place].value]);
    console.log(JSON.stringify(Object.fromEntries(pairs)));
  }
}
