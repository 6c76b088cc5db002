// The table that `cargo bench-engine` prints.

const TITLE = 34;
const CELL = 22;

/** Losses further apart than this, relative to ours where that is over 1, are not of the same model. */
const TOLERANCE = 1e-3;

/** Share of a step from which on a kernel has a line of its own. */
const VISIBLE = 0.005;

const significant = (x) => (x >= 100 ? x.toFixed(0) : x.toFixed(x >= 10 ? 1 : 2));

/** The line of engines. */
export function head(engines) {
  return ["".padEnd(TITLE), ...engines.map((e) => e.name.padStart(CELL)), "ours / best peer".padStart(18), "all read".padStart(12)].join("");
}

/** The line of a workload. `cells`: `{millis}` or `{text}` for each engine, ours first. */
export function line(workload, cells) {
  const shown = cells.map(({ millis, text }) => {
    if (text) return text;
    const speed = workload.flops ? `  ${significant(workload.flops / millis / 1e6).padStart(5)} GF/s` : "";
    return `${significant(millis)} ms${speed}`;
  });
  const [ours, ...peers] = cells;
  const best = Math.min(...peers.map((p) => p.millis ?? Infinity));
  const ratio = ours.millis && best < Infinity ? (ours.millis / best).toFixed(2) : "-";
  const fit = (text) => (text.length < CELL ? text.padStart(CELL) : `  ${text}`);
  const read = cells.find((c) => c.loss !== undefined)?.loss.toPrecision(6) ?? "";
  return [workload.title.padEnd(TITLE), ...shown.map(fit), ratio.padStart(18), read.padStart(12)].join("");
}

/** Which engines read another number than the first one that has one, or nothing. */
export function disagreement(engines, cells) {
  const read = cells.map((c) => c.loss);
  const first = read.findIndex((loss) => loss !== undefined);
  if (first < 0) return null;
  const allowed = TOLERANCE * Math.max(1, Math.abs(read[first]));
  const apart = read.flatMap((loss, i) =>
    loss === undefined || Math.abs(loss - read[first]) <= allowed ? [] : [`${engines[i].name} reads ${loss}`],
  );
  return apart.length ? `  NOT THE SAME: ${engines[first].name} reads ${read[first]}, ${apart.join(", ")}` : null;
}

/** Where a step's time goes. `plain`: a step's milliseconds while nobody notes them one by one. */
export function profile(workload, { total, lines }, steps, plain) {
  const inside = lines.reduce((sum, l) => sum + l.millis, 0);
  const rows = [...lines, { what: "(outside the backend: graph, plan, gradients, notes)", count: steps, millis: total - inside }];
  rows.sort((a, b) => b.millis - a.millis);
  const shown = rows.filter((r) => r.millis > total * VISIBLE);
  const head = `\n${workload.title}: ${significant(total / steps)} ms a step over ${steps} steps`;
  return [
    `${head} (${significant(plain)} ms in the round before)`,
    ...shown.map(({ what, count, millis }) => {
      const share = `${((100 * millis) / total).toFixed(1)} %`.padStart(8);
      return `${(count / steps).toFixed(1).padStart(7)} x ${((1000 * millis) / count).toFixed(1).padStart(8)} us${share}  ${what}`;
    }),
    `        and ${rows.length - shown.length} more, each under ${100 * VISIBLE} %`,
  ].join("\n");
}
