// Every way to change one leaf of a credential, one at a time: [where, changed copy].
export function* tampered(credential, skip = () => false) {
  for (const way of leaves(credential)) {
    const name = way.join('.');
    if (skip(name)) continue;
    const copy = structuredClone(credential);
    const parent = way.slice(0, -1).reduce((value, key) => value[key], copy);
    parent[way.at(-1)] = changed(parent[way.at(-1)]);
    yield [name, copy];
  }
}

function* leaves(value, way = []) {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) yield* leaves(inner, [...way, key]);
  } else {
    yield way;
  }
}

function changed(leaf) {
  if (typeof leaf === 'boolean') return !leaf;
  return /^\d{4}-\d\d-\d\dT/.test(leaf) ? leaf.replace(/^\d{4}/, '2020') : `${leaf}x`;
}
