package services

import (
	"slices"
	"strings"
	"unicode"

	"github.com/orderflow/orderflow/models"
)

// Customers are found by the beginnings of words (ORD-10): of the name, of the
// e-mail and its parts, and of the phone's digits from the front and from the back.

const (
	// maxWords is how many words of one customer are kept.
	maxWords = 40
	// maxTerms is how many words of a search count.
	maxTerms = 8
	// backwards marks a phone's digits that are written from the back.
	backwards = "~"
	// wholePhone is how many digits a phone has with the 7 or 8 that begins it at home.
	wholePhone = 11
)

// foldWord disregards case and the dots of ё.
func foldWord(text string) string {
	return strings.ReplaceAll(strings.ToLower(text), "ё", "е")
}

// sortName is a name as lists sort by it.
func sortName(name string) string { return foldWord(strings.TrimSpace(name)) }

// wordsToFind are the words by whose beginnings a customer is found, each once.
func wordsToFind(c *models.Customer) []*models.CustomerWord {
	words := slices.Concat(splitWords(foldWord(c.Name)), mailWords(foldWord(c.Email)), phoneWords(digitsOf(c.Phone)))
	slices.Sort(words)
	words = slices.Compact(words)
	rows := make([]*models.CustomerWord, 0, min(len(words), maxWords))
	for _, word := range words[:min(len(words), maxWords)] {
		rows = append(rows, &models.CustomerWord{Word: word, CustomerID: c.ID})
	}
	return rows
}

func splitWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// mailWords are the address and what follows each of its signs: "a.b@c.d" is
// found by "a.b@c", "b@c.d" and "c.d".
func mailWords(address string) []string {
	words := []string{address}
	for i, r := range address {
		if rest := address[i+1:]; strings.ContainsRune("@._+-", r) && strings.ContainsAny(rest, "@.") {
			words = append(words, rest)
		}
	}
	return words
}

// phoneWords are the digits from the front, without the 7 or 8 of a whole number, and from the back.
func phoneWords(digits string) []string {
	if digits == "" {
		return nil
	}
	digits = atHome(digits)
	return []string{digits, backwards + reversed(digits)}
}

// atHome drops the first digit of a whole number, which is written 7 abroad and 8 at home.
func atHome(digits string) string {
	if len(digits) == wholePhone && (digits[0] == '7' || digits[0] == '8') {
		return digits[1:]
	}
	return digits
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

func reversed(digits string) string {
	letters := []byte(digits)
	slices.Reverse(letters)
	return string(letters)
}

// term is one word of a search: a customer has a word that begins with one of these.
type term []string

// termsOf splits a search; a customer is found who satisfies each term.
func termsOf(text string) []term {
	text = foldWord(strings.TrimSpace(text))
	if likePhone(text) {
		return []term{phoneTerm(text)}
	}
	var terms []term
	for _, part := range strings.Fields(text) {
		switch {
		case likePhone(part):
			terms = append(terms, phoneTerm(part))
		case strings.ContainsAny(part, "@."):
			terms = append(terms, term{strings.TrimLeft(part, "@._+-")})
		default:
			for _, word := range splitWords(part) {
				terms = append(terms, term{word})
			}
		}
	}
	terms = slices.DeleteFunc(terms, func(t term) bool { return t[0] == "" })
	return terms[:min(len(terms), maxTerms)]
}

// likePhone reports digits with nothing but the signs that people write between them.
func likePhone(text string) bool {
	return digitsOf(text) != "" && strings.Trim(text, "0123456789 +-().#\u00a0") == ""
}

// phoneTerm looks for digits from the front, as they stand and without the 7 or 8
// that may begin them, and from the back.
func phoneTerm(text string) term {
	digits := digitsOf(text)
	t := term{digits}
	if len(digits) > 1 && (digits[0] == '7' || digits[0] == '8') {
		t = append(t, digits[1:])
	}
	return append(t, backwards+reversed(atHome(digits)))
}

// lastRune ends a range of words with one beginning: no text goes on with it.
const lastRune = "\U0010FFFF"

// sql is the condition that the word w begins so.
func (t term) sql(w string) (string, []any) {
	parts, args := make([]string, len(t)), make([]any, 0, 2*len(t))
	for i, beginning := range t {
		parts[i] = "(" + w + " >= ? AND " + w + " < ?)"
		args = append(args, beginning, beginning+lastRune)
	}
	return "(" + strings.Join(parts, " OR ") + ")", args
}
