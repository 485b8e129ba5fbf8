package mail

import (
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid/parser"
)

var (
	word     = regexp.MustCompile(`"[^"]*"|'[^']*'|[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*\??|-?\d+(?:\.\d+)?|\.\.|[|:,=!<>()]|\S`)
	name     = regexp.MustCompile(`^[A-Za-z_]`)
	keywords = []string{"and", "or", "contains", "true", "false", "nil"}
)

// expression checks each variable and filter of one expression; a condition
// may name a whole list. Whether the rest makes sense is for the engine's own parser.
func (c *checker) expression(text string, condition bool) {
	before := ""
	for _, w := range word.FindAllString(text, -1) {
		switch {
		case w == "[" || w == "..":
			c.syntax("\"" + w + "\" has no use here; write order.number or a loop")
		case !name.MatchString(w) || slices.Contains(keywords, w):
		case before == "|":
			c.filter(w)
		case condition && isList(c.resolve(w)):
		case !c.known(w):
			c.unknown(w)
		}
		before = w
	}
}

func (c *checker) filter(name string) {
	if !slices.Contains(allowedFilters, name) {
		c.syntax("there is no filter \"" + name + "\"; use " + strings.Join(allowedFilters[:len(allowedFilters)-1], ", "))
	}
}

// known reports whether a path names a value that can be written or compared.
func (c *checker) known(path string) bool {
	full := c.resolve(path)
	if list, ok := strings.CutSuffix(full, ".size"); ok && isList(list) {
		return true
	}
	if field, ok := strings.CutPrefix(full, "forloop."); ok {
		return slices.Contains(loopFields, field)
	}
	// A bare assigned name resolves to nothing further.
	return full == "" || isValue(full) && c.variables[strings.SplitN(full, ".", 2)[0]]
}

// resolve replaces the author's own name at the head of a path by what it stands for.
func (c *checker) resolve(path string) string {
	head, rest, dotted := strings.Cut(path, ".")
	for _, scope := range slices.Backward(c.names) {
		meaning, own := scope[head]
		switch {
		case own && dotted:
			return meaning + "." + rest
		case own:
			return meaning
		}
	}
	root := head
	if !c.variables[root] {
		return "?" + path
	}
	return path
}

func isList(name string) bool {
	return slices.ContainsFunc(Variables, func(v Variable) bool { return v.Name == name && v.list != nil })
}

func isValue(name string) bool {
	return slices.ContainsFunc(Variables, func(v Variable) bool { return v.Name == name && v.list == nil })
}

// escapeObjects puts the escaping filter behind every {{ variable }}, outside of comments and raw text.
func escapeObjects(source string) string {
	var out strings.Builder
	verbatim := ""
	for _, token := range parser.Scan(source, parser.SourceLoc{LineNo: 1}, nil) {
		switch {
		case verbatim == "" && token.Type == parser.ObjTokenType:
			out.WriteString(escapeObject(token))
			continue
		case token.Type == parser.TagTokenType && token.Name == verbatim:
			verbatim = ""
		case verbatim == "" && token.Type == parser.TagTokenType && (token.Name == "raw" || token.Name == "comment"):
			verbatim = "end" + token.Name
		}
		out.WriteString(token.Source)
	}
	return out.String()
}

// The line breaks inside of an object are kept, so that faults name the author's own lines.
func escapeObject(token parser.Token) string {
	open, end := "{{ ", " }}"
	if strings.HasPrefix(token.Source, "{{-") {
		open = "{{- "
	}
	if strings.HasSuffix(token.Source, "-}}") {
		end = " -}}"
	}
	lost := strings.Count(token.Source, "\n") - strings.Count(token.Args, "\n")
	return open + "(" + token.Args + ") | " + escapeFilter + strings.Repeat("\n", lost) + end
}
