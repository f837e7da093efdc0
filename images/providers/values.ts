import type { BuiltWithout } from '../artifacts/built-kernel/without.ts'
import type { GuestDistribution } from '../guest/distributions/index.ts'

/** A value `PROVIDER:…` of the axes docker and rootlesskit, as its provider understood it. */
export interface ProvidedValue {
	readonly provider: string
	/** A series or a version; where what stands behind the prefix is one. */
	readonly version?: string
	/** A directory, as the matrix file has it: meant from the file's own. */
	readonly dir?: string
}

/**
 * `bundled` is the RootlessKit that the docker value brings: upstream's own rootless extras, a directory's own, or for
 * `debian:` the rootlesskit of the same Debian suite as the docker package.
 */
export type RootlessKitValue = 'bundled' | ProvidedValue

/** A value of the axis kernel, as its provider understood it. */
export interface KernelValue {
	readonly provider: string
	/** A series (`6.12`), or one release as `uname -r` prints it. */
	readonly version?: string
	/** The files of a kernel of one's own, in the matrix file's order. */
	readonly files?: readonly KernelFile[]
	/** What a kernel that is built here is left without. */
	readonly without?: readonly BuiltWithout[]
	/** A fragment of one's own for its configuration. */
	readonly fragment?: OwnFragment | undefined
}

/** A config fragment, as the matrix file has its path. */
export interface OwnFragment {
	readonly path: string
	readonly sha256: string
}

/** A file or directory of a kernel's set. */
export interface KernelFile {
	/** As the matrix file has it. */
	readonly path: string
	readonly sha256?: string | undefined
	/** Which kernel is meant where it is a disk with several. */
	readonly release?: string | undefined
}

/** A program of one's own, by its sum. */
export type OwnFile = { readonly sha256: string; readonly version?: string } & (
	| { readonly url: string }
	| { readonly path: string }
)

/** A value of the axis network: a driver, and which one of it. */
export interface NetworkValue {
	readonly driver: string
	/** As the file has it; without one (and without a file) it is the one of the docker package's own Debian suite. */
	readonly version?: string
	readonly file?: OwnFile
}

/** A value of the axis guest: the distribution itself. */
export type GuestValue = GuestDistribution

/** What a cell's stack is made of. */
export interface StackRequest {
	readonly docker: ProvidedValue
	readonly rootlesskit: RootlessKitValue
	readonly network: NetworkValue
	/** What it runs in; default: Debian 13. A network driver that nothing else decides comes from its suite. */
	readonly guest?: GuestValue | undefined
	/** The Docker whose place it takes; default: none. */
	readonly upgradeFrom?: ProvidedValue | undefined
}
