// Reads { data, queries } and writes, for every query, the ids of its models or null where it is refused.
import { readFileSync } from "node:fs";
import { prepare, QueryError, select } from "../docs/assets/atlas/query.js";

const { data, queries } = JSON.parse(readFileSync(0, "utf8"));
const atlas = prepare(data);

function answer(query) {
  try {
    return select(atlas, query);
  } catch (error) {
    if (error instanceof QueryError) return null;
    throw error;
  }
}

process.stdout.write(JSON.stringify(queries.map(answer)));
