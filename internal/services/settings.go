package services

import (
	"context"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// SettingsParams are the account's settings. Version is the one that was read; 0 changes whatever stands.
type SettingsParams struct {
	AccountName string
	TimeZone    string
	Language    string
	Seller      string // who takes the money, as public pages say it
	Contact     string // how customers reach the school, as public pages say it
	Version     int64
}

// Settings are the account's settings as they stand now.
func (s *Service) Settings(ctx context.Context, actor models.Actor) (*models.Installation, error) {
	if err := actor.Demand(models.RightSettingsRead); err != nil {
		return nil, err
	}
	row := new(models.Installation)
	err := s.store.Read(ctx, func(tx *store.Tx) error { return tx.First(row, 1).Error })
	return row, wrapped("read settings", err)
}

// ChangeSettings replaces the settings. Calendar rules use the new zone from the
// next transaction on; due times that were computed stay (PRC-4).
func (s *Service) ChangeSettings(ctx context.Context, actor models.Actor, p SettingsParams) (*models.Installation, error) {
	if err := actor.Demand(models.RightSettingsWrite); err != nil {
		return nil, err
	}
	if err := p.validate(); err != nil {
		return nil, err
	}
	row := new(models.Installation)
	err := s.write(ctx, func(w *work) error {
		if err := w.lockVersion("installation", 1, p.Version); err != nil {
			return err
		}
		err := w.Exec(`UPDATE installation SET account_name = ?, time_zone = ?, language = ?, seller = ?, contact = ?, version = version + 1 WHERE id = 1`,
			p.AccountName, p.TimeZone, p.Language, strings.TrimSpace(p.Seller), strings.TrimSpace(p.Contact)).Error
		if err != nil {
			return wrapped("write settings", err)
		}
		return wrapped("read settings", w.First(row, 1).Error)
	})
	s.forgetSettings()
	return row, err
}

func (p SettingsParams) validate() error {
	var f faults
	f.line("account_name", p.AccountName, maxTitle)
	f.line("seller", p.Seller, 300)
	f.line("contact", p.Contact, maxTitle)
	f.zone(p.TimeZone)
	f.language(p.Language)
	return f.err()
}

func (s *Service) forgetSettings() {
	s.cache.mu.Lock()
	s.cache.readAt = time.Time{}
	s.cache.mu.Unlock()
}
