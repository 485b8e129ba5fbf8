package mailcapture

import (
	"bytes"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/mail/mailsink"
)

// arrived is how file names begin, so that they sort by time.
const arrived = "20060102T150405"

func fileName(l Letter) string {
	return fmt.Sprintf("%s-%06d.eml", l.At.UTC().Format(arrived), l.ID)
}

// remember reads the latest letters of earlier runs, so that their addresses stay what they were.
func (c *Capture) remember() error {
	files, err := filepath.Glob(filepath.Join(c.directory, "*.eml"))
	if err != nil {
		return err
	}
	for _, file := range files[max(0, len(files)-Keep):] { // Glob sorts
		letter, err := recall(file)
		if err != nil {
			return err
		}
		letter.ID = max(letter.ID, c.last+1)
		c.last = letter.ID
		c.newest = append(c.newest, letter)
	}
	return nil
}

// recall reads one file. The envelope is gone: the headers say who wrote to whom.
func recall(file string) (Letter, error) {
	body, err := os.ReadFile(file) //nolint:gosec // the folder is ours
	if err != nil {
		return Letter{}, err
	}
	letter := read(mailsink.Delivery{Body: body})
	if message, err := mail.ReadMessage(bytes.NewReader(body)); err == nil {
		letter.From, letter.To = strings.Join(addresses(message.Header, "From"), ", "), addresses(message.Header, "To")
	}
	at, id, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".eml"), "-")
	letter.At, _ = time.ParseInLocation(arrived, at, time.UTC)
	letter.ID, _ = strconv.ParseInt(id, 10, 64)
	return letter, nil
}

func addresses(h mail.Header, name string) []string {
	var plain []string
	list, _ := h.AddressList(name)
	for _, a := range list {
		plain = append(plain, a.Address)
	}
	return plain
}
