/* Runs before Streamlit. Takes the first words away once the page stands, and says in Chinese when page and server have
   lost each other: they never disagree in silence. */
(() => {
  "use strict";
  const BASE = window.__streamlit.BACKEND_BASE_URL.replace(/\/+$/, "");
  const bar = document.getElementById("jb-bar"), words = bar.firstElementChild, again = bar.lastElementChild;
  const RING = ' 急事先打 <a href="tel:110">110</a>、<a href="tel:12356">12356</a>。';
  const SAID = {
    slow: "还没有打开：可能是网络慢，或者这里连不上服务器。请等一等，也可以换个网络再试。" + RING,
    lost: "连接断了，正在重新连接。刚填的可能还没有算进去，先不要关掉这一页。" + RING,
    gone: "页面已断开，请刷新。服务器上已经没有这一页填过的内容：先把要紧的数抄下来；存过文件的，刷新后可以打开。" + RING,
    file: "没有下载成功。请看看网络，再点一次；还是不行，就刷新这一页。" + RING,
  };
  /* Her case lies in this browser (see device.js): a server that has forgotten the visit gets it back. */
  const kept = () => document.cookie.includes("jiebei-keeps=1");
  const SLOW = 8000, SOON = 1500, PATIENCE = 6000, PAUSE = 3000;
  let said = "", visit = "", socket = null, connected = false, broken = false, renewing = false, fresh = false, rerun = false, asked = 0, later = 0;

  function say(what) {
    if (what === said || said === "gone") return;
    said = what;
    bar.hidden = !what;
    words.innerHTML = SAID[what] || "";
    again.hidden = what !== "gone" && what !== "slow";
  }
  again.addEventListener("click", () => location.reload());

  /* One question to the server, outside of Streamlit's socket: 0 is no answer. */
  async function answer(address) {
    const stop = new AbortController(), timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return (await fetch(address, { method: "HEAD", cache: "no-store", signal: stop.signal })).status;
    } catch {
      return 0;
    } finally {
      clearTimeout(timer);
    }
  }

  function renew() {
    broken = false;
    renewing = true;
    socket?.close();
  }

  /* Is the server there, and does it still know this visit? */
  async function ask() {
    if (!visit || said === "gone") return;
    const mine = ++asked, status = await answer(`${BASE}/files/${visit}`);
    if (mine !== asked) return;
    if (status === 404 && !kept()) return say("gone");
    if (status === 204 || status === 404) {
      /* The line is back, but what was sent into the old socket may never have arrived: a new one sends all again. */
      if (broken) renew();
      else if (fresh) rerun = true;
      fresh = false;
      return look();
    }
    broken = true;
    say("lost");
    clearTimeout(later);
    later = setTimeout(ask, PAUSE);
  }

  /* What Streamlit has drawn, and what it says of its socket. */
  function look() {
    const app = document.querySelector('[data-testid="stApp"]'), first = document.getElementById("jb-first");
    /* Not before what stands above the heading is there too: it would push the heading down. The footer comes last. */
    const drawn = (what) => document.querySelector(`[data-testid="stMain"] :is(${what})`);
    const above = first?.querySelector(".jb-steps") ? drawn(".jb-steps, footer") : true;
    if (first && above && drawn('h1, [data-testid="stAlert"]')) first.remove();
    const now = document.querySelector("footer[data-visit]")?.dataset.visit || "";
    if (visit && now && now !== visit && !kept()) return say("gone");
    visit = now || visit;
    const state = app?.dataset.testConnectionState;
    if (state === "CONNECTED") {
      connected = true;
      if (rerun) {
        /* Streamlit's own protocol for the page around it: run again, with all that stands in the fields. */
        rerun = renewing = false;
        window.postMessage({ stCommVersion: 1, type: "RERUN_SCRIPT" }, location.origin);
      }
      if (!broken && !renewing && (said === "lost" || said === "slow")) say("");
    } else if (connected) {
      clearTimeout(later);
      later = setTimeout(() => {
        const still = document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState;
        if (still !== "CONNECTED") say("lost");
      }, SOON);
    }
  }
  new MutationObserver(look).observe(document.getElementById("root"), {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-test-connection-state", "data-visit"],
  });
  setTimeout(() => { if (!connected) say("slow"); }, SLOW);

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      socket = this;
      this.addEventListener("open", () => {
        fresh = connected;
        ask();
      });
    }
  };

  /* After what she does there must be an answer, also on a line that is half open. */
  let soon = 0;
  for (const done of ["change", "click"]) {
    document.addEventListener(done, (event) => {
      const file = event.target.closest?.('a[href*="/files/"], a[href^="files/"]');
      if (file) {
        file.target = "";
        file.download = "";
        answer(file.href).then((status) => { if (status !== 200) say("file"); else if (said === "file") say(""); });
      }
      clearTimeout(soon);
      soon = setTimeout(ask, SOON);
    }, true);
  }
  /* What she keeps is being read, and it takes long: now there is something to press below the first words. */
  addEventListener("animationstart", (event) => {
    if (event.animationName === "jb-appear") document.getElementById("jb-first")?.remove();
  });
  addEventListener("online", () => ask());
  addEventListener("offline", () => { if (connected) say("lost"); });
})();
