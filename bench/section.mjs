// node section.mjs NAME ARGUMENT…: measures one section in a process of its own, so that none is slower for what another one
// left on the heap or in the compiler's statistics. Prints it as JSON.
import { columnsAtSize, objectsAtSize } from "./sections/at-size.mjs";
import { oneEndpoint } from "./sections/one-endpoint.mjs";
import { otherEngines } from "./sections/other-engines.mjs";
import { otherEntries } from "./sections/other-entries.mjs";

const SECTIONS = { objectsAtSize, columnsAtSize, oneEndpoint, otherEngines, otherEntries };

const [name, ...numbers] = process.argv.slice(2);
console.log(JSON.stringify(await SECTIONS[name](...numbers.map(Number))));
