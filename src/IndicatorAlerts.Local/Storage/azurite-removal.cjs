// Loaded into Azurite before its own script. Its in-memory database sorts all indexes anew at each removal of a list of rows, also of an
// empty one: every operation on a queue, and every message that the sweep of each minute forgets. With a few thousand messages that
// takes all of Azurite's time, for tens of seconds together. Removing one row by itself keeps the indexes in order.
const path = require("node:path");
const { Collection } = require(require.resolve("lokijs", { paths: [path.dirname(process.argv[1])] }));

const removeMany = Collection.prototype.removeBatchByPositions;
const few = 8;

Collection.prototype.removeBatchByPositions = function (positions) {
  if (positions.length > few) return removeMany.call(this, positions);
  for (const row of positions.map((position) => this.data[position])) this.remove(row);
};
