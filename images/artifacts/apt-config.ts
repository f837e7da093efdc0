import { ConfigurationError, HostError } from '#results'

/** A Debian archive as the host's own apt names it. */
export interface DebianMirror {
	readonly uri: string
	/** A keyring file, when the host pins one for this archive. */
	readonly signedBy?: string
}

/** The suites whose packages a cell can ask for, oldest first. */
export const suites = [
	'bullseye',
	'bookworm',
	'bookworm-backports',
	'trixie',
	'trixie-backports',
	'sid',
] as const

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * Picks the Debian archive out of `apt-get indextargets --format
 * '$(ORIGIN)|$(RELEASE)|$(REPO_URI)|$(SIGNED_BY)'`.
 * Security and other archives of Debian's lie elsewhere and do not carry all suites.
 * @throws HostError when the host has no Debian archive configured.
 */
export function pickMirror(indexTargets: string, override?: string): DebianMirror {
	if (override) return { uri: checkedMirror(override), signedBy: keyring }
	for (const line of indexTargets.split('\n')) {
		const [origin, release, uri, signedBy] = line.split('|')
		if (!release || !uri || release.includes('security')) continue
		// The origin is known only after an `apt-get update`; before it, the archive's usual path has to do.
		if (origin !== 'Debian' && !(isUnset(origin) && /\/debian\/?$/.test(uri))) continue
		return { uri, signedBy: signedBy?.startsWith('/') ? signedBy : keyring }
	}
	throw new HostError('No Debian archive is configured in this host’s apt.', {
		hint: 'Run `apt-get update`, or set ROOTLESS_MATRIX_DEBIAN_MIRROR to the URI of a Debian mirror.',
	})
}

/**
 * The address goes into a line of sources.list: a blank or a bracket would begin another field, `[trusted=yes]` for one.
 * @throws ConfigurationError without the address itself, which may hold a password.
 */
function checkedMirror(uri: string): string {
	if (/^(?:https?|file|copy):\/[!-~]+$/i.test(uri) && !/[[\]"'\\|]/.test(uri)) return uri
	throw new ConfigurationError('ROOTLESS_MATRIX_DEBIAN_MIRROR is not the address of a Debian mirror.', {
		hint: 'Give one address such as http://mirror.example/debian, without blanks, quotes and brackets.',
	})
}

/** apt prints a placeholder that it has no value for as it is. */
const isUnset = (value: string | undefined) => !value || value.startsWith('$(')

/** The sources.list of the private apt. */
export function sourcesList(mirror: DebianMirror): string {
	const options = mirror.signedBy ? ` [signed-by=${mirror.signedBy}]` : ''
	return suites.map((suite) => `deb${options} ${mirror.uri} ${suite} main\n`).join('')
}

/**
 * The options of the host's apt that concern getting files (proxies, certificates, date checks), out of
 * `apt-config dump`. Hooks and directories stay behind: the private apt must not run or touch the host's.
 */
export function acquireOptions(dump: string): string {
	return dump
		.split('\n')
		.filter((line) => /^Acquire::/i.test(line) && !/^Acquire::(IndexTargets|cdrom)/i.test(line))
		.map((line) => `${line}\n`)
		.join('')
}

/** A complete apt.conf below `root`; nothing of /etc/apt is read through it. */
export function privateAptConf(root: string, acquire: string): string {
	return `${acquire}Dir "${root}/";
Dir::Etc "${root}/etc/";
Dir::Etc::SourceList "${root}/etc/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::Parts "-";
Dir::Etc::Main "-";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "-";
Dir::State "${root}/state/";
Dir::State::Lists "${root}/state/lists/";
Dir::State::Status "${root}/state/status";
Dir::Cache "${root}/cache/";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
`
}
