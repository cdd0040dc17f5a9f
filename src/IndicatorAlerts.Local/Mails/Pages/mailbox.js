// Shows new mails without a reload: only a list that has changed is replaced, and the focus stays where it was.
"use strict";
const live = () => document.querySelector("[data-live]");
async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const list = fresh.querySelector("[data-live]");
  if (!list || list.innerHTML === live().innerHTML) return;
  const focused = document.activeElement?.id;
  live().innerHTML = list.innerHTML;
  document.title = fresh.title;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
if (live()) setInterval(() => refresh().catch(() => {}), 2000);
