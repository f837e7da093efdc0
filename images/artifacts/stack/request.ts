/** Whose build of a program; each axis value already parsed to its provider. */
export type Provided =
	/** A series (`26.1`) or one of Debian's versions whole. */
	| { readonly provider: 'debian'; readonly version: string }
	/** A release: `27.5.1`. */
	| { readonly provider: 'upstream'; readonly version: string }
	/** A directory of binaries, in any layout of `programDirs`. */
	| { readonly provider: 'local'; readonly dir: string }

/** A passt that no suite has: a program, a .deb or a tarball, by its sum. */
export type PasstFile = { readonly sha256: string; readonly version?: string } & (
	{ readonly url: string } | { readonly path: string }
)

export type NetworkRequest =
	/** Without a version: that of the docker package's own suite; Debian 13's where docker is not Debian's. */
	| { readonly driver: 'slirp4netns'; readonly version?: string }
	| { readonly driver: 'pasta'; readonly version: string }
	| { readonly driver: 'pasta'; readonly file: PasstFile }

/** Which versions a cell asks for. Any of them goes with any other. */
export interface StackRequest {
	readonly docker: Provided
	/** `bundled`: what the docker value brings: upstream's extras, the directory's own, that of Debian's suite. */
	readonly rootlesskit: 'bundled' | Provided
	readonly network: NetworkRequest
}
