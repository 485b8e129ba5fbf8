package mailcapture

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

//go:embed page.html
var files embed.FS

var pages = template.Must(template.New("page.html").Funcs(template.FuncMap{"linked": linked, "join": strings.Join}).ParseFS(files, "page.html"))

// Nothing here runs scripts nor loads anything from elsewhere.
const policy = "default-src 'none'; img-src data:; base-uri 'none'; "

// A letter's HTML stands in a sandboxed frame, and its links open in a new tab.
// Its styles are unsafe-inline: they are mostly style attributes, which no nonce covers.
const framePolicy = policy + "style-src 'unsafe-inline'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"

// pagePolicy allows the style of our own page, and the frame in it.
var pagePolicy = policy + "style-src 'sha256-" + styleHash() + "'; frame-src 'self'; form-action 'self'"

func styleHash() string {
	source, err := files.ReadFile("page.html")
	if err != nil {
		panic(err) // the file is a part of the binary
	}
	_, rest, _ := strings.Cut(string(source), "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Handler shows the letters under a prefix such as "/dev/letters":
// the list, <prefix>/<id>, <prefix>/<id>/html, <prefix>.json and <prefix>/<id>.json.
// A query to=address filters the lists. It is for loopback only: it shows everything to anybody.
func (c *Capture) Handler(prefix string) http.Handler {
	v := &view{c, prefix}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+prefix, v.list)
	mux.HandleFunc("GET "+prefix+".json", v.listJSON)
	mux.HandleFunc("GET "+prefix+"/{id}", v.letter)
	mux.HandleFunc("GET "+prefix+"/{id}/html", v.frame)
	return mux
}

type view struct {
	capture *Capture
	prefix  string
}

type page struct {
	Prefix, Recipient, SMTP string
	Letters                 []Letter
	Letter                  *Letter
}

func (v *view) list(w http.ResponseWriter, r *http.Request) {
	recipient := r.URL.Query().Get("to")
	v.show(w, page{Prefix: v.prefix, Recipient: recipient, SMTP: v.capture.Address(), Letters: v.capture.Letters(recipient)})
}

func (v *view) letter(w http.ResponseWriter, r *http.Request) {
	id, wantsJSON := strings.CutSuffix(r.PathValue("id"), ".json")
	letter, ok := v.find(id)
	switch {
	case !ok:
		http.Error(w, "there is no such letter any more", http.StatusNotFound)
	case wantsJSON:
		answerJSON(w, letter)
	default:
		v.show(w, page{Prefix: v.prefix, Letter: &letter})
	}
}

func (v *view) frame(w http.ResponseWriter, r *http.Request) {
	letter, ok := v.find(r.PathValue("id"))
	if !ok {
		http.Error(w, "there is no such letter any more", http.StatusNotFound)
		return
	}
	head(w, "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", framePolicy)
	_, _ = w.Write([]byte(strings.Replace(letter.HTML, "<head>", `<head><base target="_blank">`, 1)))
}

func (v *view) listJSON(w http.ResponseWriter, r *http.Request) {
	letters := v.capture.Letters(r.URL.Query().Get("to"))
	if letters == nil {
		letters = []Letter{}
	}
	answerJSON(w, letters)
}

func (v *view) find(id string) (Letter, bool) {
	number, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return Letter{}, false
	}
	return v.capture.find(number)
}

func (v *view) show(w http.ResponseWriter, p page) {
	var out bytes.Buffer
	if err := pages.Execute(&out, p); err != nil {
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	head(w, "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	_, _ = out.WriteTo(w)
}

func answerJSON(w http.ResponseWriter, value any) {
	head(w, "application/json")
	// People read it in a terminal; it is never put into a page.
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	_ = encoder.Encode(value)
}

func head(w http.ResponseWriter, kind string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
}

var link = regexp.MustCompile(`https?://[^\s<>"']+[^\s<>"'.,;:!?)]`)

// linked makes the addresses in a text clickable; everything else is escaped.
func linked(text string) template.HTML {
	var out strings.Builder
	at := 0
	for _, m := range link.FindAllStringIndex(text, -1) {
		out.WriteString(template.HTMLEscapeString(text[at:m[0]]))
		address := template.HTMLEscapeString(text[m[0]:m[1]])
		out.WriteString(`<a href="` + address + `" target="_blank" rel="noreferrer">` + address + `</a>`)
		at = m[1]
	}
	out.WriteString(template.HTMLEscapeString(text[at:]))
	return template.HTML(out.String()) //nolint:gosec // every piece is escaped above
}
