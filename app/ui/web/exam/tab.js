// A name for this page. It outlives a reload, and two pages never share one: a page that was duplicated notices that its name
// is taken.

const KEY = "academy.exam.tab";
let own;

export function tabId() {
  if (own) return own;
  let kept = null;
  try {
    kept = sessionStorage.getItem(KEY);
  } catch {
    // No storage: the name lives as long as the page.
  }
  own = kept ?? crypto.randomUUID();
  claim();
  return own;
}

// Whoever duplicates a page copies its session storage: the newcomer asks, and takes another name if somebody answers.
function claim() {
  keep();
  if (!("BroadcastChannel" in globalThis)) return;
  const channel = new BroadcastChannel(KEY);
  const page = crypto.randomUUID();
  channel.addEventListener("message", ({ data }) => {
    if (data.id !== own || data.page === page) return;
    if (data.ask) channel.postMessage({ id: own, page, taken: data.page });
    else if (data.taken === page) {
      own = crypto.randomUUID();
      keep();
      dispatchEvent(new CustomEvent("academy:tab", { detail: own }));
    }
  });
  channel.postMessage({ id: own, page, ask: true });
}

function keep() {
  try {
    sessionStorage.setItem(KEY, own);
  } catch {
    // As above.
  }
}
