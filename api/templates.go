package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// LetterTemplate is one revision of a template in one language (MAIL-3).
type LetterTemplate struct {
	ID        int64     `json:"id"`
	Code      string    `json:"code"`
	Language  string    `json:"language" enum:"ru,en"`
	Revision  int64     `json:"revision" doc:"The ETag, too"`
	Title     string    `json:"title" doc:"What people who work here call it"`
	Kind      string    `json:"kind" enum:"service,mailing"`
	Subject   string    `json:"subject"`
	HTML      string    `json:"html"`
	Text      string    `json:"text"`
	Asks      bool      `json:"asks_for_money" doc:"It names the payment link: its letters go only while the link takes money"`
	CreatedBy *int64    `json:"created_by" doc:"null: built in"`
	CreatedAt time.Time `json:"created_at"`
}

func showTemplate(t *models.LetterTemplate) LetterTemplate {
	return LetterTemplate{
		ID: t.ID, Code: t.Code, Language: t.Language, Revision: t.Revision, Title: t.Title, Kind: t.Kind, Subject: t.Subject, HTML: t.HTML,
		Text: t.TextPart, Asks: t.AsksForMoney(), CreatedBy: t.CreatedBy, CreatedAt: t.CreatedAt.UTC(),
	}
}

// ListedTemplate is a template with what sends it.
type ListedTemplate struct {
	LetterTemplate
	Uses []TemplateUse `json:"uses" doc:"What sends its letters, in any language"`
}

// TemplateUse is one thing that sends letters of a template.
type TemplateUse struct {
	Kind         string `json:"kind" enum:"order_created,payment_received,by_hand,process" doc:"The system, the card's payment link, or a process"`
	ProcessID    int64  `json:"process_id" doc:"0 unless a process does"`
	ProcessTitle string `json:"process_title"`
	Published    bool   `json:"published" doc:"Of a process: its running revision does; false: its draft alone"`
}

func showListedTemplate(v *services.TemplateView) ListedTemplate {
	return ListedTemplate{showTemplate(&v.LetterTemplate), each(v.Uses, func(u *services.TemplateUse) TemplateUse { return TemplateUse(*u) })}
}

// TemplateHelp is what whoever writes a template may use.
type TemplateHelp struct {
	Variables []TemplateVariable `json:"variables"`
	Tags      []string           `json:"tags" doc:"Of Liquid, such as if and endif"`
	Filters   []string           `json:"filters"`
}

// TemplateVariable is one thing that a template may write.
type TemplateVariable struct {
	Name    string `json:"name" example:"order.items[].title" doc:"Of a loop's element with []"`
	Title   string `json:"title" doc:"In the language asked for"`
	Example string `json:"example" doc:"As a letter in that language shows it; empty for a list"`
	List    bool   `json:"list" doc:"For a loop: {% for item in order.items %}"`
}

// TemplateBody is what a template says, in Liquid.
type TemplateBody struct {
	Title   string `json:"title,omitempty" maxLength:"200" doc:"What people who work here call it; kept when absent"`
	Kind    string `json:"kind" enum:"service,mailing" doc:"mailing needs consent and has an unsubscribe link"`
	Subject string `json:"subject" maxLength:"1000"`
	HTML    string `json:"html" maxLength:"200000"`
	Text    string `json:"text" maxLength:"200000"`
}

// TemplateTrial is a template to be filled with a real order.
type TemplateTrial struct {
	TemplateBody
	OrderID int64 `json:"order_id" minimum:"1"`
}

// Rendered is a filled template.
type Rendered struct {
	Subject string `json:"subject"`
	HTML    string `json:"html"`
	Text    string `json:"text"`
}

// ByCode names a template in one language.
type ByCode struct {
	Code     string `path:"code" maxLength:"64"`
	Language string `path:"language" enum:"ru,en"`
}

func (t TemplateBody) params(of ByCode, revision int64) services.TemplateParams {
	return services.TemplateParams{
		Code: of.Code, Language: of.Language, Title: t.Title, Kind: t.Kind, Subject: t.Subject, HTML: t.HTML, Text: t.Text, Revision: revision,
	}
}

func (a *api) registerTemplates() {
	const tag, path = "Letter templates", "/letter-templates/{code}/{language}"
	endpoint(a, operation{method: http.MethodGet, path: "/letter-templates", id: "list-letter-templates", tag: tag, summary: "The present revision of each"}, a.listTemplates)
	endpoint(a, operation{
		method: http.MethodGet, path: "/letter-template-help", id: "get-letter-template-help", tag: tag,
		summary: "The variables, tags and filters that a template may use",
	}, a.templateHelp)
	endpoint(a, operation{method: http.MethodGet, path: path, id: "get-letter-template", tag: tag, summary: "Read a template"}, a.getTemplate)
	endpoint(a, operation{
		method: http.MethodPut, path: path, id: "save-letter-template", tag: tag, summary: "Save a new revision",
		detail: "If-Match: * follows whatever stands, and creates a template that is not there; with If-None-Match: * as well nothing may stand yet. An unknown variable is a fault.",
	}, a.saveTemplate)
	endpoint(a, operation{
		method: http.MethodPost, path: path + "/preview", id: "preview-letter-template", tag: tag,
		summary: "Fill a template, saved or not, with an order",
	}, a.previewTemplate)
	repeatable(a, operation{
		method: http.MethodPost, path: path + "/test", id: "test-letter-template", tag: tag,
		summary: "Send a template, saved or not, filled with an order, to your own address",
		detail:  "Marked as a test in its subject. It is in no log of letters to customers and counts nowhere.",
	}, a.testTemplate, a.testedAgain)
}

func (a *api) listTemplates(ctx context.Context, _ *nothing) (*plain[Page[ListedTemplate]], error) {
	rows, err := a.service.LetterTemplates(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showListedTemplate), nil
}

func (a *api) templateHelp(ctx context.Context, in *struct {
	Code     string `query:"code" maxLength:"64" doc:"Of the template: some have variables of their own"`
	Language string `query:"language" enum:"ru,en" doc:"Of titles and examples; that of Accept-Language when absent"`
},
) (*plain[TemplateHelp], error) {
	language := cmp.Or(in.Language, callOf(ctx).language)
	help, err := a.service.TemplateHelp(actorOf(ctx), in.Code, language)
	if err != nil {
		return nil, err
	}
	return &plain[TemplateHelp]{TemplateHelp{
		Variables: each(help.Variables, func(v *models.TemplateVariable) TemplateVariable { return TemplateVariable(*v) }),
		Tags:      list(help.Tags), Filters: list(help.Filters),
	}}, nil
}

func (a *api) getTemplate(ctx context.Context, in *struct {
	ByCode
	Revision int64 `query:"revision" minimum:"1" doc:"The present one when absent"`
},
) (*one[LetterTemplate], error) {
	return templated(a.service.LetterTemplate(ctx, actorOf(ctx), in.Code, in.Language, in.Revision))
}

func templated(t *models.LetterTemplate, err error) (*one[LetterTemplate], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showTemplate(t), t.Revision), nil
}

func (a *api) saveTemplate(ctx context.Context, in *struct {
	ByCode
	Edit
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"Nothing may stand under the code and language yet"`
	Body        TemplateBody
},
) (*one[LetterTemplate], error) {
	revision, err := in.version()
	if err != nil {
		return nil, err
	}
	params := in.Body.params(in.ByCode, revision)
	params.New = in.IfNoneMatch != ""
	return templated(a.service.SaveLetterTemplate(ctx, actorOf(ctx), params))
}

func (a *api) previewTemplate(ctx context.Context, in *struct {
	ByCode
	Body TemplateTrial
},
) (*plain[Rendered], error) {
	r, err := a.service.PreviewLetterTemplate(ctx, actorOf(ctx), in.Body.params(in.ByCode, 0), in.Body.OrderID)
	if err != nil {
		return nil, err
	}
	return &plain[Rendered]{Rendered(r)}, nil
}

// Tested says where a test letter goes.
type Tested struct {
	Recipient string `json:"recipient" doc:"Your own address"`
}

func (a *api) testTemplate(ctx context.Context, in *struct {
	ByCode
	Body TemplateTrial
},
) (*plain[Tested], error) {
	address, err := a.service.TestLetterTemplate(ctx, actorOf(ctx), in.Body.params(in.ByCode, 0), in.Body.OrderID)
	if err != nil {
		return nil, err
	}
	return &plain[Tested]{Tested{address}}, nil
}

func (a *api) testedAgain(ctx context.Context, _ services.Made) (*plain[Tested], error) {
	me, err := a.service.Me(ctx, callOf(ctx).actor) // whose the letter is, not whose word it was
	if err != nil {
		return nil, err
	}
	return &plain[Tested]{Tested{me.Email}}, nil
}
