package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

// Staff is a person who works with orders (ROLE-1).
type Staff struct {
	ID          int64            `json:"id"`
	Name        string           `json:"name"`
	Email       string           `json:"email"`
	Role        string           `json:"role" enum:"owner,administrator,manager"`
	Active      bool             `json:"active"`
	Language    string           `json:"language" enum:"ru,en," doc:"Empty: that of the account"`
	OwnOrders   bool             `json:"own_orders_only" doc:"A manager who sees and changes only orders whose manager they are (ROLE-2)"`
	HasPassword bool             `json:"has_password" doc:"Whether the person can log in"`
	Invitation  *StaffInvitation `json:"invitation,omitempty" doc:"The invitation that was sent and is good"`
	Version     int64            `json:"version"`
	CreatedAt   time.Time        `json:"created_at"`
	UpdatedAt   time.Time        `json:"updated_at"`
}

// StaffInvitation is the link by which a person may join, and what became of its letter.
type StaffInvitation struct {
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	Letter    string    `json:"letter" enum:"queued,sending,sent,failed,withdrawn,unknown"`
}

func showStaff(s *services.StaffView) Staff {
	shown := Staff{
		ID: s.ID, Name: s.Name, Email: s.Email, Role: string(s.Role), Active: s.Active, Language: s.Staff.Language, HasPassword: s.HasPassword,
		OwnOrders: s.OwnOrdersOnly,
		Version:   s.Version, CreatedAt: s.CreatedAt.UTC(), UpdatedAt: s.UpdatedAt.UTC(),
	}
	if i := s.Invitation; i != nil {
		shown.Invitation = &StaffInvitation{i.CreatedAt.UTC(), i.ExpiresAt.UTC(), i.Letter}
	}
	return shown
}

// NewStaff is the body that adds a person.
type NewStaff struct {
	Name     string `json:"name" maxLength:"200"`
	Email    string `json:"email" maxLength:"254"`
	Role     string `json:"role" enum:"owner,administrator,manager"`
	Language string `json:"language,omitempty" enum:"ru,en" doc:"That of the account when absent"`
	Invite   bool   `json:"invite,omitempty" doc:"true sends the letter with the link to set a password"`
}

// StaffPatch is the body that changes one; fields that are absent stay. Somebody
// who is no longer active loses their tokens and sessions.
type StaffPatch struct {
	Name     *string `json:"name,omitempty" maxLength:"200"`
	Email    *string `json:"email,omitempty" maxLength:"254"`
	Role     *string `json:"role,omitempty" enum:"owner,administrator,manager"`
	Active   *bool   `json:"active,omitempty"`
	Language *string `json:"language,omitempty" enum:"ru,en,"`
	// OwnOrders needs no more than the right staff.restrict when it comes alone.
	OwnOrders *bool `json:"own_orders_only,omitempty" doc:"Of a manager: they see and change only orders whose manager they are"`
}

// restricts reports a patch that says nothing but own_orders_only.
func (p *StaffPatch) restricts() bool {
	return p.OwnOrders != nil && p.Name == nil && p.Email == nil && p.Role == nil && p.Active == nil && p.Language == nil
}

// Grant is one right of one manager, with the largest number of objects in one run.
type Grant struct {
	StaffID   int64     `json:"staff_id"`
	Right     string    `json:"right"`
	Cap       int64     `json:"cap"`
	GrantedBy int64     `json:"granted_by"`
	CreatedAt time.Time `json:"created_at"`
}

func showGrant(g *models.StaffGrant) Grant {
	return Grant{g.StaffID, string(g.GrantRight), g.Cap, g.GrantedBy, g.CreatedAt.UTC()}
}

// NewGrant is the body that gives a right.
type NewGrant struct {
	Right string `json:"right" enum:"bulk.create_orders"`
	Cap   int64  `json:"cap" minimum:"1" maximum:"1000000"`
}

func (a *api) registerStaff() {
	const tag = "Staff"
	endpoint(a, operation{method: http.MethodGet, path: "/staff", id: "list-staff", tag: tag, summary: "List everybody"}, a.listStaff)
	repeatable(a, operation{method: http.MethodPost, path: "/staff", id: "create-staff", tag: tag, summary: "Add a person", status: http.StatusCreated}, a.createStaff, byReading(a.getStaff))
	endpoint(a, operation{
		method: http.MethodGet, path: "/staff/{id}", id: "get-staff", tag: tag, summary: "Read a person",
		detail: "Everybody may read themselves; others need the right staff.read.",
	}, a.getStaff)
	endpoint(a, operation{
		method: http.MethodPatch, path: "/staff/{id}", id: "edit-staff", tag: tag, summary: "Change a person",
		detail: "own_orders_only by itself needs staff.restrict; anything else staff.write.",
	}, a.editStaff)
	endpoint(a, operation{method: http.MethodGet, path: "/staff/{id}/grants", id: "list-grants", tag: tag, summary: "List grants"}, a.listGrants)
	repeatable(a, operation{method: http.MethodPost, path: "/staff/{id}/grants", id: "grant", tag: tag, summary: "Give a manager a right"}, a.grant, a.grantAgain)
	endpoint(a, operation{
		method: http.MethodDelete, path: "/staff/{id}/grants/{right}", id: "revoke-grant", tag: tag, summary: "Take it back",
		status: http.StatusNoContent,
	}, a.revokeGrant)
	repeatable(a, operation{
		method: http.MethodPost, path: "/staff/{id}/invite", id: "invite-staff", tag: tag, summary: "Send the invitation, or send it again",
		detail: "The letter holds a link to set a password, good for seven days. Links of letters before it end.",
	}, a.inviteStaff, byReading(a.getStaff))
}

func (a *api) listStaff(ctx context.Context, _ *nothing) (*plain[Page[Staff]], error) {
	rows, err := a.service.Staff(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	return listed(rows, showStaff), nil
}

func (a *api) createStaff(ctx context.Context, in *struct{ Body NewStaff }) (*one[Staff], error) {
	return person(a.service.CreateStaff(ctx, actorOf(ctx), services.StaffParams{
		Name: in.Body.Name, Email: in.Body.Email, Role: models.Role(in.Body.Role), Active: true, Language: in.Body.Language, Invite: in.Body.Invite,
	}))
}

func person(s *services.StaffView, err error) (*one[Staff], error) {
	if err != nil {
		return nil, err
	}
	return versioned(showStaff(s), s.Version), nil
}

func (a *api) getStaff(ctx context.Context, in *ByID) (*one[Staff], error) {
	return person(a.service.StaffMember(ctx, actorOf(ctx), in.ID))
}

func (a *api) editStaff(ctx context.Context, in *struct {
	ByID
	Edit
	Body StaffPatch
},
) (*one[Staff], error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	if in.Body.restricts() {
		return person(a.service.RestrictStaff(ctx, actorOf(ctx), in.ID, version, *in.Body.OwnOrders))
	}
	now, err := a.service.StaffMember(ctx, models.System(), in.ID)
	if err != nil {
		return nil, err
	}
	p := services.StaffParams{
		Name: now.Name, Email: now.Email, Role: now.Role, Active: now.Active, Language: now.Staff.Language, Version: pick(version, now.Version),
		OwnOrdersOnly: in.Body.OwnOrders,
	}
	keep(&p.Name, in.Body.Name)
	keep(&p.Email, in.Body.Email)
	keep((*string)(&p.Role), in.Body.Role)
	keep(&p.Active, in.Body.Active)
	keep(&p.Language, in.Body.Language)
	return person(a.service.EditStaff(ctx, actorOf(ctx), in.ID, p))
}

func (a *api) inviteStaff(ctx context.Context, in *ByID) (*one[Staff], error) {
	return person(a.service.InviteStaff(ctx, actorOf(ctx), in.ID))
}

func (a *api) listGrants(ctx context.Context, in *ByID) (*plain[Page[Grant]], error) {
	rows, err := a.service.Grants(ctx, actorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return listed(rows, showGrant), nil
}

func (a *api) grant(ctx context.Context, in *struct {
	ByID
	Body NewGrant
},
) (*plain[Grant], error) {
	g, err := a.service.Grant(ctx, actorOf(ctx), services.GrantParams{StaffID: in.ID, Right: models.Right(in.Body.Right), Cap: in.Body.Cap})
	if err != nil {
		return nil, err
	}
	return &plain[Grant]{showGrant(g)}, nil
}

// grantAgain shows the newest of a manager's grants: a grant has no id of its own.
func (a *api) grantAgain(ctx context.Context, made services.Made) (*plain[Grant], error) {
	rows, err := a.service.Grants(ctx, actorOf(ctx), made.ID)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 { // it was taken back since
		return nil, models.NewError(models.CodeNotFound, "kind", "grant", "id", made.ID)
	}
	newest := slices.MaxFunc(rows, func(a, b models.StaffGrant) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return &plain[Grant]{showGrant(&newest)}, nil
}

func (a *api) revokeGrant(ctx context.Context, in *struct {
	ByID
	Right string `path:"right" enum:"bulk.create_orders"`
},
) (*nothing, error) {
	return &nothing{}, a.service.RevokeGrant(ctx, actorOf(ctx), in.ID, models.Right(in.Right))
}
