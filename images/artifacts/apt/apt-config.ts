import { ConfigurationError, HostError } from '#results'
import type { DebianArchitecture } from '#results/architecture'

/** A Debian archive as the host's own apt names it. */
export interface DebianMirror {
	readonly uri: string
	/** A keyring file, when the host pins one for this archive. */
	readonly signedBy?: string
}

/** The suites whose packages a cell can ask for, oldest first. */
const suites = ['bullseye', 'bookworm', 'bookworm-backports', 'trixie', 'trixie-backports', 'sid'] as const

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
export function sourcesList(mirror: DebianMirror, of: readonly string[] = suites): string {
	const options = mirror.signedBy ? ` [signed-by=${mirror.signedBy}]` : ''
	return of.map((suite) => `deb${options} ${mirror.uri} ${suite} main\n`).join('')
}

/** How the host's apt gets to its mirror, and how long it waits; for all of HTTP or for one host. */
const taken = [
	...['Proxy', 'ProxyAutoDetect', 'Proxy-Auto-Detect', 'CaInfo', 'CaPath', 'CrlFile', 'SslCert', 'SslKey'],
	...['Timeout', 'Retries', 'ForceIPv4', 'ForceIPv6', 'Pipeline-Depth', 'No-Cache', 'User-Agent', 'Dl-Limit'],
	// Of an archive's snapshot, or on a machine whose clock is not right.
	...['Check-Valid-Until', 'Check-Date', 'Max-FutureTime'],
	...['GzipIndexes', 'Languages', 'Queue-Mode'],
]
const isTaken = new RegExp(
	`^Acquire::(?:(?:https?|ftp)::(?:[A-Za-z0-9.-]+::)?)?(?:${taken.join('|')})(?:::[A-Za-z0-9.-]*)? "[^"]*";$`,
	'i',
)

/** Whatever the host's apt is told, what goes into a guest is authenticated. */
const secure = `Acquire::AllowInsecureRepositories "0";
Acquire::AllowWeakRepositories "0";
Acquire::AllowDowngradeToInsecureRepositories "0";
Acquire::https::Verify-Peer "1";
Acquire::https::Verify-Host "1";
APT::Get::AllowUnauthenticated "0";
`

/**
 * The options of the host's apt that say how to get files (proxies, certificates, date checks, patience), out of
 * `apt-config dump`: those of a list, since some of the others give up authentication, run hooks, or name directories.
 */
export function acquireOptions(dump: string): string {
	const lines = dump.split('\n').filter((line) => isTaken.test(line))
	return lines.map((line) => `${line}\n`).join('') + secure
}

/**
 * A complete apt.conf below `root`, an absolute path without quotes; nothing of /etc/apt is read through it. Within quotes,
 * apt takes blanks and globs as they are.
 * @param foreign what packages are to be for, where that is not what this host's are for
 */
export function privateAptConf(root: string, acquire: string, foreign?: DebianArchitecture): string {
	return `${acquire}Dir "${root}/";
Dir::Etc "${root}/etc/";
Dir::Etc::SourceList "${root}/etc/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Parts "/dev/null";
Dir::Etc::Main "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "${root}/state/";
Dir::State::Lists "${root}/state/lists/";
Dir::State::Status "${root}/state/status";
Dir::Cache "${root}/cache/";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
${foreign === undefined ? '' : `APT::Architecture "${foreign}";\nAPT::Architectures "${foreign}";\n`}`
}
