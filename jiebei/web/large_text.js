/* A field of one line cannot break a long choice where the letters are large: large_text.css shows it below. */
(() => {
  "use strict";
  const large = matchMedia("(max-width: 18em)");
  let asked = 0;

  function look() {
    asked = 0;
    for (const box of document.querySelectorAll('[data-testid="stSelectbox"]')) {
      const field = box.querySelector("input"), long = large.matches && field && field.scrollWidth > field.clientWidth + 1;
      if (!long) box.removeAttribute("data-chosen");
      else if (box.dataset.chosen !== field.value) box.dataset.chosen = field.value;
    }
  }

  const watch = new MutationObserver(() => { asked ||= requestAnimationFrame(look); });
  function begin() {
    watch.disconnect();
    look();
    if (large.matches) watch.observe(document.getElementById("root"), { subtree: true, childList: true, attributes: true, attributeFilter: ["value"] });
  }
  large.addEventListener("change", begin);
  begin();
})();
