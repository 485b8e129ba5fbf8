package web

import (
	"bytes"
	"crypto/rand"
	"embed"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var built embed.FS

// Prefixes are the addresses that the interface answers: its pages, which its
// own router tells apart, and its files.
var Prefixes = []string{
	"/", "/login", "/setup", "/invite", "/reset", "/welcome", "/orders", "/board", "/customers", "/processes", "/enrollments", "/failed", "/bulk", "/segments",
	"/letters", "/dashboard", "/settings", "/profile", "/money", "/assets", "/favicon.svg",
}

// nonceMark stands in the built page where the nonce of an answer goes.
const nonceMark = "ORDERFLOW_NONCE"

// Handler serves the interface: files under /assets for ever, since their names
// change with their content, and the page for every other address. A binary
// that was built without Node says how to get the interface.
func Handler() http.Handler {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err) // the folder is a constant of this file
	}
	page, err := fs.ReadFile(files, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return http.HandlerFunc(absent)
	}
	return &site{files, page}
}

// Built reports whether the binary holds the interface.
func Built() bool {
	_, err := fs.Stat(built, "dist/index.html")
	return err == nil
}

type site struct {
	files fs.FS
	page  []byte
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/assets/") || r.URL.Path == "/favicon.svg" {
		s.file(w, r)
		return
	}
	if r.URL.Path == framePath {
		frame(w)
		return
	}
	s.shell(w)
}

// framePath is an empty page that the interface fills with a letter, to show it
// as a mail client does: the letter's own styles work in it and no script ever.
const framePath = "/letters/frame"

// frame's policy allows what a letter needs. It is shown by our own pages alone.
// Its styles are unsafe-inline: a letter is full of style attributes, which no nonce covers, and what it will be is not known here for a hash.
func frame(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; font-src https:; "+
		"base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write([]byte("<!doctype html>\n<html><head><title>-</title></head><body></body></html>\n"))
}

// shell is the page of every address; its styles carry a nonce of their own (no
// unsafe-inline), its scripts come from here alone.
func (s *site) shell(w http.ResponseWriter) {
	nonce := rand.Text()
	policy(w.Header(), "style-src 'self' 'nonce-"+nonce+"'; script-src 'self'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(bytes.ReplaceAll(s.page, []byte(nonceMark), []byte(nonce)))
}

func policy(h http.Header, own string) {
	h.Set("Content-Security-Policy", "default-src 'none'; "+own+"; img-src 'self' data:; font-src 'self'; connect-src 'self'; "+
		"frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
}

// file serves one built file, compressed where the browser takes it.
func (s *site) file(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/")
	h := w.Header()
	zipped, err := fs.ReadFile(s.files, name+".gz")
	if err == nil {
		h.Add("Vary", "Accept-Encoding")
	}
	if err == nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		s.send(w, name, zipped)
		return
	}
	plain, err := fs.ReadFile(s.files, name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.send(w, name, plain)
}

func (s *site) send(w http.ResponseWriter, name string, content []byte) {
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(content)
}

const absentPage = `<!doctype html>
<html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Orderflow</title>
<h1>Orderflow работает, но без веб-интерфейса</h1>
<p>Эта программа собрана без Node.js. Установите Node.js 20.19 или новее и выполните <code>make run</code> ещё раз. API уже отвечает: <a href="/docs">/docs</a>.</p>
<h2 lang="en">Orderflow runs, without its web interface</h2>
<p lang="en">This binary was built without Node.js. Install Node.js 20.19 or newer and run <code>make run</code> again. The API answers already: <a href="/docs">/docs</a>.</p>
</html>
`

func absent(w http.ResponseWriter, _ *http.Request) {
	policy(w.Header(), "style-src 'none'; script-src 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(absentPage))
}
