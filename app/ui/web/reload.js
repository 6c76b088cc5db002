// `cargo serve --watch`: reloads the page once the server has something new. The server holds GET /watch open as an
// event stream and says "reload"; when it restarts, the stream breaks and the first sign of life reloads the page.

let lost = false;
const stream = new EventSource("/watch");
stream.addEventListener("reload", () => location.reload());
stream.addEventListener("open", () => {
  if (lost) location.reload();
});
stream.addEventListener("error", () => {
  lost = true;
});
