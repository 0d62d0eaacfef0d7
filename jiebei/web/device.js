// Keeps what Python hands over (`put`) in this browser's storage, and tells Python what is there. It judges nothing: what a
// stored text holds, and whose is to stay, Python decides and she does.
//
// One rule protects what is stored: it is replaced only while it still is `known`, the very text that this window has
// written or that Python has said it took in. A new session of the server has taken in nothing yet.
//
// It is part of the document (see document.py), and begins when the page's component first asks for it: sent with the
// component, it would come along with every run.

window.jiebeiDevice = () => {
  const KEY = "jiebei.kept";
  const KEEPS = "jiebei-keeps";
  const ASIDE = "jiebei.aside.";
  const WAIT = 250; // ms from a change to its writing; several at once are written once
  const AGAIN = 3000; // ms until Python is told once more what it has not confirmed

  const here = { token: "", known: undefined, put: null, given: null, told: new Map(), letters: [], count: 0, refused: false };
  const done = { aside: 0, removals: 0, drops: 0 };
  let send = () => {};
  let writing = 0;
  let repeating = 0;
  let left = false;

  /** The stored text, null where there is none, undefined where the browser lets nobody look. */
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return undefined;
    }
  }

  function asides() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(ASIDE)).sort();
    } catch {
      return [];
    }
  }

  /** For the first run of the next session (see server.py). */
  function flag() {
    document.cookie = `${KEEPS}=1; SameSite=Strict${stored() ? "" : "; max-age=0"}`;
  }

  /** Tells Python, and again until it confirms: a phone that slept may have lost the line. */
  function tell(letter) {
    here.letters.push({ n: ++here.count, ...letter });
    post();
    return here.count;
  }

  function post() {
    clearTimeout(repeating);
    if (!here.letters.length || left) return;
    repeating = setTimeout(post, AGAIN);
    send("said", here.letters);
  }

  function refuse() {
    if (!here.refused) tell({ what: "refused" });
    here.refused = true;
  }

  /** Is there anything in storage that this window neither wrote nor was told to take as read? */
  function look() {
    const there = stored();
    if (!here.token || left || there === undefined || there === here.known) return;
    if (there === null) {
      if (here.known !== undefined) tell({ what: "gone" });
      here.known = here.put = null;
      return;
    }
    if ([...here.told.values()].at(-1) === there) return;
    const mine = here.known !== undefined && here.put !== null && here.put !== here.known;
    here.told.set(here.count + 1, there);
    tell({ what: "found", raw: there, mine, start: here.known === undefined, asides: asides().map((name) => localStorage.getItem(name)) });
  }

  function write() {
    clearTimeout(writing);
    writing = 0;
    if (left || here.put === null || here.known === undefined || here.put === here.known) return;
    const there = stored();
    if (there !== undefined && there !== here.known) return look();
    try {
      localStorage.setItem(KEY, here.put);
      here.known = here.put;
      flag();
    } catch {
      refuse();
    }
  }

  /** Moves what cannot be read out of the way. Only once its copy is written is the place free. */
  function setAside(raw) {
    try {
      localStorage.setItem(ASIDE + Date.now(), raw);
      if (stored() === raw) localStorage.removeItem(KEY);
      here.known = stored() === null ? null : here.known;
      flag();
    } catch {
      refuse();
    }
  }

  function remove(names) {
    try {
      names.forEach((name) => localStorage.removeItem(name));
      flag();
    } catch {
      refuse();
    }
  }

  /** Nothing of hers stays: not in storage, not in this document should the browser show it again, not behind the back button. */
  function leave() {
    if (left) return;
    left = true;
    for (const place of ["localStorage", "sessionStorage"]) {
      try {
        window[place].clear();
      } catch {
        // What may not be touched holds nothing either.
      }
    }
    flag();
    vanish();
    location.replace("about:blank");
  }

  function vanish() {
    document.title = "";
    document.body.replaceWith(document.createElement("body"));
    addEventListener("pageshow", (event) => event.persisted && location.reload());
  }

  /** A new session of the server: it knows nothing yet, whatever this window knew. */
  function begin(token, waiting) {
    if (writing) write();
    Object.assign(here, { token, known: undefined, put: null, given: null, told: new Map(), letters: [], count: 0, refused: false });
    Object.assign(done, { aside: 0, removals: 0, drops: 0 });
    const there = stored();
    if (there) return look();
    here.known = null;
    if (waiting || asides().length) {
      tell({ what: "found", raw: null, mine: false, start: true, asides: asides().map((name) => localStorage.getItem(name)) });
    }
  }

  addEventListener("storage", (event) => {
    if (event.key === KEY) look();
    if (event.key === null && here.token && !left) {
      // She has cleared everything and left in another window.
      vanish();
      tell({ what: "left" });
      setTimeout(leave, 1000);
    }
  });
  // After a broken line Streamlit waits for her next touch. Had the server forgotten her meanwhile, that touch would be lost on
  // an empty session; so it is asked to run at once, and what is kept comes back first.
  const app = document.querySelector('[data-testid="stApp"]');
  new MutationObserver(() => {
    const back = app.dataset.testConnectionState === "CONNECTED";
    if (back && typeof here.known === "string" && !left) send("said", [{ n: 0, what: "back" }]);
  }).observe(app, { attributeFilter: ["data-test-connection-state"] });

  addEventListener("focus", look);
  addEventListener("pageshow", look);
  addEventListener("pagehide", write);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? (look(), post()) : write()));

  return function ({ data, setTriggerValue }) {
    send = setTriggerValue;
    if (data.leave) return leave();
    if (data.token !== here.token) begin(data.token, data.waiting);
    here.letters = here.letters.filter((letter) => letter.n > data.heard);
    if (!here.letters.length) clearTimeout(repeating);
    if (data.aside > done.aside) {
      done.aside = data.aside;
      setAside(here.told.get(data.aside));
    }
    if (here.told.has(data.taken)) here.known = here.told.get(data.taken);
    for (const n of here.told.keys()) if (n <= Math.max(data.taken, data.aside)) here.told.delete(n);
    if (data.removals > done.removals) {
      done.removals = data.removals;
      remove([KEY]);
      here.known = null;
    }
    if (data.drops > done.drops) {
      done.drops = data.drops;
      remove(asides());
    }
    if (data.put !== here.given) {
      here.given = here.put = data.put;
      clearTimeout(writing);
      writing = setTimeout(write, WAIT);
    }
  };
};
