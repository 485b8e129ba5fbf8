package services

import (
	"context"
	"fmt"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// wordsAtOnce is how many customers one transaction gives their words.
const wordsAtOnce = 1000

// FillWords gives customers the words that they are found by and lack: those of a
// database from before there were words, and those whom a program that knows of
// none has added or changed. more tells that others wait.
func (s *Service) FillWords(ctx context.Context) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		var ids []int64
		err := w.Raw("SELECT id FROM customers WHERE words_version <> version ORDER BY id LIMIT ?", wordsAtOnce).Scan(&ids).Error
		if err != nil {
			return fmt.Errorf("find customers without words: %w", err)
		}
		more = len(ids) == wordsAtOnce
		if ids, err = w.Lock("customers", ids...); err != nil || len(ids) == 0 {
			return err
		}
		var rows []*models.Customer
		if err := w.Find(&rows, "id IN ?", ids).Error; err != nil {
			return fmt.Errorf("read customers without words: %w", err)
		}
		return w.putWords(rows)
	})
	return more, err
}

// putWords writes the words of customers, whose locks are held, in place of those that they had.
func (w *work) putWords(rows []*models.Customer) error {
	ids := make([]int64, len(rows))
	var words []*models.CustomerWord
	for i, c := range rows {
		ids[i] = c.ID
		words = append(words, wordsToFind(c)...)
		c.SortName, c.WordsVersion = sortName(c.Name), c.Version
	}
	if err := w.Exec("DELETE FROM customer_words WHERE customer_id IN ?", ids).Error; err != nil {
		return fmt.Errorf("drop words: %w", err)
	}
	if err := store.Insert(w.Tx, words); err != nil {
		return err
	}
	return store.Upsert(w.Tx, rows, []string{"id"}, []string{"sort_name", "words_version"})
}
