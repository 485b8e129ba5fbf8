package services

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/orderflow/orderflow/models"
)

// Bounds of a password, in characters.
const (
	minPassword = 10
	maxPassword = 200
)

// PasswordCost is what hashing a password takes (argon2id, RFC 9106).
type PasswordCost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// defaultCost takes about a tenth of a second and 64 MiB.
var defaultCost = PasswordCost{Memory: 64 << 10, Passes: 3, Threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
	// hashingAtOnce bounds the memory that logging in takes.
	hashingAtOnce = 2
	// hashingQueue is how many more may wait for their turn, hashingWait how long.
	hashingQueue = 30
	hashingWait  = 10 * time.Second
)

// commonPasswords are those that are guessed first, in lower case, one a line.
//
//go:embed common_passwords.txt
var commonPasswords string

var commonPassword = wordsIn(commonPasswords)

func wordsIn(text string) map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		words[word] = true
	}
	return words
}

// hasher turns passwords into hashes, a few at a time.
type hasher struct {
	cost  PasswordCost
	slots chan struct{} // held while hashing
	queue chan struct{} // held while hashing or waiting for it
	// idKey is argon2.IDKey; tests look at what is asked of it.
	idKey func(password, salt []byte, passes, memory uint32, threads uint8, bytes uint32) []byte
}

func newHasher(cost PasswordCost) *hasher {
	if cost == (PasswordCost{}) {
		cost = defaultCost
	}
	return &hasher{cost, make(chan struct{}, hashingAtOnce), make(chan struct{}, hashingAtOnce+hashingQueue), argon2.IDKey}
}

// hash makes a new hash of the password, with a salt of its own, in PHC form.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt)
	key, err := h.key(ctx, h.cost, password, salt)
	if err != nil {
		return "", err
	}
	return phc(h.cost, salt, key), nil
}

// verify compares the password with a hash. weak tells that the hash was made at
// another cost than today's. Without a hash it takes the same time and says no.
func (h *hasher) verify(ctx context.Context, hash, password string) (ok, weak bool, err error) {
	cost, salt, want, known := parsePHC(hash)
	if !known {
		cost, salt = h.cost, make([]byte, saltBytes)
	}
	key, err := h.key(ctx, cost, password, salt)
	if err != nil || !known {
		return false, false, err
	}
	return subtle.ConstantTimeCompare(key, want) == 1, cost != h.cost || len(want) != hashBytes, nil
}

// key waits for its turn, and answers CodeUnavailable when too many do.
func (h *hasher) key(ctx context.Context, cost PasswordCost, password string, salt []byte) ([]byte, error) {
	select {
	case h.queue <- struct{}{}:
		defer func() { <-h.queue }()
	default:
		return nil, models.NewError(models.CodeUnavailable)
	}
	ctx, cancel := context.WithTimeout(ctx, hashingWait)
	defer cancel()
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, models.NewError(models.CodeUnavailable)
	}
	return h.idKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, hashBytes), nil
}

// phc writes a hash as $argon2id$v=19$m=65536,t=3,p=1$salt$key.
func phc(cost PasswordCost, salt, key []byte) string {
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, cost.Memory, cost.Passes, cost.Threads, text(salt), text(key))
}

func parsePHC(hash string) (cost PasswordCost, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); err != nil || cost.Passes == 0 || cost.Threads == 0 {
		return cost, nil, nil, false
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	return cost, salt, key, saltErr == nil && keyErr == nil && len(key) > 0
}

// newPassword adds what is wrong with a password that somebody chooses. Own are
// the person's name and e-mail, which it must not be.
func (f *faults) newPassword(path, password string, own ...string) {
	length := utf8.RuneCountInString(password)
	plain := strings.ToLower(strings.TrimSpace(password))
	switch {
	case password == "":
		f.add(path, models.CodeRequired)
	case length < minPassword:
		f.add(path, models.CodeTooShort, "min", minPassword)
	case length > maxPassword:
		f.add(path, models.CodeTooLong, "max", maxPassword)
	case isOwn(plain, own):
		f.add(path, models.CodePasswordPerson)
	case commonPassword[plain] || monotonous(plain):
		f.add(path, models.CodePasswordCommon)
	}
}

func isOwn(plain string, own []string) bool {
	for _, word := range own {
		word = strings.ToLower(strings.TrimSpace(word))
		local, _, _ := strings.Cut(word, "@")
		if word != "" && (plain == word || plain == local || plain == strings.ReplaceAll(word, " ", "")) {
			return true
		}
	}
	return false
}

// monotonous finds one or two characters again and again.
func monotonous(plain string) bool {
	seen := map[rune]bool{}
	for _, r := range plain {
		seen[r] = true
	}
	return len(seen) <= 2
}
