# For packagers: make && make install PREFIX=/usr DESTDIR=…
# (To try Tchat, ./run needs no installation.)

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
SWIFTFLAGS ?= --configuration release --static-swift-stdlib --no-color-diagnostics

id = org.tchat.Tchat
root = $(DESTDIR)$(PREFIX)
units = $(root)/lib/systemd/system
programs = tchat tchat-desktop
build_folder = .build/release

.PHONY: all install uninstall

all:
	set -e; for program in $(programs); do $(SWIFT) build $(SWIFTFLAGS) --product $$program; done

# Only installs: whoever is root here need not build as root.
install:
	@for program in $(programs); do \
		test -x $(build_folder)/$$program || { echo "$$program is not built: run make first." >&2; exit 1; }; \
	done
	for program in $(programs); do \
		install -D --mode=755 $(build_folder)/$$program $(root)/bin/$$program || exit 1; \
	done
	scripts/install-data $(root)
	install -d $(units) $(root)/lib/sysusers.d
	sed 's|^ExecStart=/usr/bin/|ExecStart=$(PREFIX)/bin/|' packaging/tchat.service > $(units)/tchat.service
	chmod 644 $(units)/tchat.service
	install --mode=644 packaging/tchat.socket $(units)/tchat.socket
	install --mode=644 packaging/tchat.sysusers $(root)/lib/sysusers.d/tchat.conf

uninstall:
	rm -f $(patsubst %,$(root)/bin/%,$(programs))
	rm -f $(root)/share/locale/*/LC_MESSAGES/tchat.mo
	rm -f $(root)/share/icons/hicolor/scalable/apps/$(id).svg $(root)/share/icons/hicolor/symbolic/apps/$(id)-symbolic.svg
	rm -f $(root)/share/applications/$(id).desktop $(root)/share/metainfo/$(id).metainfo.xml
	rm -f $(units)/tchat.service $(units)/tchat.socket $(root)/lib/sysusers.d/tchat.conf
