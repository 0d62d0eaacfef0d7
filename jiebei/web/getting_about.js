/* Where the keyboard and the screen reader stand: at the top of each new page, in the menu that was opened, at the button of
   the menu that was closed. Streamlit leaves them where something has just disappeared. */
(() => {
  "use strict";
  const MENU = '[data-testid="stSidebar"]', MAIN = '[data-testid="stMain"]';
  const OPENS = '[data-testid="stExpandSidebarButton"]', CLOSES = '[data-testid="stSidebarCollapseButton"] button';
  let page, at = "", touched = false, asked = 0;

  const find = (selector) => document.querySelector(selector);
  const address = () => location.pathname;

  /* She is at work on this very page already: she came to the field after the address had changed. */
  const busy = () => document.activeElement?.matches("input, textarea, [role=spinbutton], [role=option]") && at === address();

  function arrive() {
    const named = new URLSearchParams(location.search).get("at");
    if (!named) find(MAIN)?.scrollTo({ top: 0, behavior: "instant" });
    if (innerWidth < 768) find(`${MENU}[data-collapsed="false"]`)?.querySelector(CLOSES)?.click();
    if (busy()) return;
    const goal = (named && document.getElementById(named)) || find(`${MAIN} h1`) || find(MAIN);
    if (!goal) return;
    const box = goal.closest("details");
    if (box) box.open = true;
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
  }

  function menuMoved() {
    const closed = find(MENU)?.dataset.collapsed === "true";
    if (!touched || closed !== (touched === "closed")) return;
    const goal = find(closed ? OPENS : `${MENU} ${CLOSES}`);
    if (!goal) return;
    touched = false;
    (goal.matches("button") ? goal : goal.querySelector("button") || goal).focus({ preventScroll: true });
  }

  function look() {
    asked = 0;
    menuMoved();
    /* The foot of a page is drawn last: now all of it stands. */
    const now = find("footer[data-page]")?.dataset.page;
    if (now === undefined || now === page) return;
    const first = page === undefined;
    page = now;
    if (!first) arrive();
  }

  addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const link = event.target.closest?.('[data-testid="stSidebarNavLink"]');
    if (link?.pathname === address()) arrive();
    if (event.target.closest?.(OPENS)) touched = "open";
    else if (event.target.closest?.(CLOSES)) touched = "closed";
  }, true);
  addEventListener("focusin", () => { at = address(); });
  new MutationObserver(() => { asked ||= requestAnimationFrame(look); }).observe(document.getElementById("root"), {
    subtree: true, childList: true, attributes: true, attributeFilter: ["data-page", "data-collapsed"],
  });
})();
