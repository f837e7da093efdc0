/** What guests can be, as `uname -m`, upstream's directories and Fedora spell it. */
export const architectures = ['x86_64', 'aarch64'] as const
export type Architecture = (typeof architectures)[number]

/** What records leave out: all were of it before there was another one. */
export const recordedArchitecture = 'x86_64' satisfies Architecture

// The page's script, whose types include this file, has no process.
const { process: own } = globalThis as { readonly process?: { readonly arch: string } }

/** This machine's, which guests have where nobody says another one. */
export const hostArchitecture = (nodeArch = own?.arch): Architecture =>
	nodeArch === 'arm64' ? 'aarch64' : 'x86_64'

export type DebianArchitecture = 'amd64' | 'arm64'

/** As Debian names its packages, and Docker its images. */
export const debianArchitecture = (arch: Architecture): DebianArchitecture =>
	arch === 'aarch64' ? 'arm64' : 'amd64'

/** As Node spells it. */
export const nodeArchitecture = (arch: Architecture): 'x64' | 'arm64' =>
	arch === 'aarch64' ? 'arm64' : 'x64'

/** The guests' of a plan's cells, which all have the same. */
export const guestArchitecture = (
	cells: readonly { readonly arch?: Architecture | undefined }[],
): Architecture => cells[0]?.arch ?? recordedArchitecture
