package api

import (
	"context"
	"net/http"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Settings are the account's.
type Settings struct {
	AccountName string `json:"account_name"`
	TimeZone    string `json:"time_zone" doc:"IANA name; calendar rules count in it (PRC-4)"`
	Language    string `json:"language" enum:"ru,en"`
	Seller      string `json:"seller" doc:"Who takes the money, as public pages say it; empty: account_name"`
	Contact     string `json:"contact" doc:"E-mail, phone or address at which customers reach the school, as public pages say it"`
	Version     int64  `json:"version"`
}

// SettingsPatch is the body that changes them; fields that are absent stay.
type SettingsPatch struct {
	AccountName *string `json:"account_name,omitempty" maxLength:"200"`
	TimeZone    *string `json:"time_zone,omitempty" maxLength:"100"`
	Language    *string `json:"language,omitempty" enum:"ru,en"`
	Seller      *string `json:"seller,omitempty" maxLength:"300"`
	Contact     *string `json:"contact,omitempty" maxLength:"200"`
}

func (a *api) registerSettings() {
	const tag = "Settings"
	endpoint(a, operation{method: http.MethodGet, path: "/settings", id: "get-settings", tag: tag, summary: "Read the settings"}, a.getSettings)
	endpoint(a, operation{method: http.MethodPatch, path: "/settings", id: "edit-settings", tag: tag, summary: "Change the settings"}, a.editSettings)
	a.registerMailSettings()
}

func showSettings(s *models.Installation, err error) (*one[Settings], error) {
	if err != nil {
		return nil, err
	}
	return versioned(Settings{s.AccountName, s.TimeZone, s.Language, s.Seller, s.Contact, s.Version}, s.Version), nil
}

func (a *api) getSettings(ctx context.Context, _ *nothing) (*one[Settings], error) {
	return showSettings(a.service.Settings(ctx, actorOf(ctx)))
}

func (a *api) editSettings(ctx context.Context, in *struct {
	Edit
	Body SettingsPatch
},
) (*one[Settings], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	now, err := a.service.Settings(ctx, models.System())
	if err != nil {
		return nil, err
	}
	p := services.SettingsParams{
		AccountName: now.AccountName, TimeZone: now.TimeZone, Language: now.Language, Seller: now.Seller, Contact: now.Contact, Version: pick(version, now.Version),
	}
	keep(&p.AccountName, in.Body.AccountName)
	keep(&p.TimeZone, in.Body.TimeZone)
	keep(&p.Language, in.Body.Language)
	keep(&p.Seller, in.Body.Seller)
	keep(&p.Contact, in.Body.Contact)
	return showSettings(a.service.ChangeSettings(ctx, actorOf(ctx), p))
}
