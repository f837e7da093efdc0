import type { AskedKernel } from '#results'
import type { Architecture } from '#results/architecture'
import type { KernelTree } from '../artifacts/kernel.ts'
import type { PartContext, StackPart } from '../artifacts/stack/part.ts'
import type { Example } from './examples.ts'
import type { KernelValue, NetworkValue, ProvidedValue } from './values.ts'

/** What a list of versions is read from. */
export type ListContext = Pick<PartContext, 'apt' | 'arch'>

/**
 * What a provider has for one axis. Its methods get only values that its own `parse` made, so they may ask for a narrower
 * shape. Loading a provider loads none of the machinery that gets an artifact: `obtain` does.
 */
interface Offer<Value, Obtained> {
	/** Values as one writes them: for messages, and the reference. */
	readonly examples: readonly Example[]
	/** Understands what stands behind the prefix; undefined for what is no value of this provider. */
	parse(rest: string): Omit<Value, 'provider'> | undefined
	/** The value in a cell's name; the axis stands before it. */
	slug(value: Value): string
	/** The lock file's keys for everything that is fetched for it; a directory of the user's has none. */
	pins(value: Value, arch: Architecture): string[]
	/**
	 * Gets it, and everything that it needs. Without it no cell with such a value can be tried.
	 * @throws ArtifactFault
	 */
	obtain?(value: Value, context: PartContext): Promise<Obtained>
	/** The values that it could be asked for now, in no order; without it, nobody can say. */
	list?(context: ListContext): Promise<string[]>
}

/** The docker part, and what later parts need to know of it. */
export interface ObtainedDocker {
	readonly part: StackPart
	/** The Debian suite that it came from, where it came from one. */
	readonly suite?: string | undefined
}

export interface DockerOffer extends Offer<ProvidedValue, ObtainedDocker> {
	/** The RootlessKit that it brings. */
	readonly bundled: {
		/** Its version, as far as it is known before anything is fetched; without it, as upstream's release of that version has it. */
		version?(value: ProvidedValue): string | undefined
		pins(value: ProvidedValue, arch: Architecture): string[]
		obtain(value: ProvidedValue, docker: ObtainedDocker, context: PartContext): Promise<StackPart>
	}
	/** How the lock's keys call the Debian suite that it comes from; without it, the guest's stands in. */
	suiteWords?(value: ProvidedValue): string
}

export type RootlessKitOffer = Offer<ProvidedValue, StackPart>

export interface KernelOffer extends Offer<KernelValue, KernelTree> {
	/** Whether such a kernel has br_netfilter, where its value says so before it is there. */
	brNetfilter?(value: KernelValue): 'builtin' | 'missing' | undefined
	/** The release that a VM with such a kernel has to run: with another the cell is an error. Without it, any will do. */
	asks?(value: KernelValue): AskedKernel | undefined
}

/** Whose builds of what there are. One file each, and one line in `registry.ts`. */
export interface Provider {
	/** What stands before the colon: `debian`. */
	readonly prefix: string
	/** Where its artifacts come from, in a sentence for the reference. */
	readonly about: string
	readonly docker?: DockerOffer
	readonly rootlesskit?: RootlessKitOffer
	readonly kernel?: KernelOffer
}

/** What a network driver needs to know of the docker part beside it. */
export interface BesideDocker {
	/** How the lock's keys call its suite. */
	readonly suiteWords: string
	/** The suite itself: docker's, where it comes from one, else the guest's. */
	readonly suite: string
	/** What belongs to the host and not to a user comes from here, whatever docker is. */
	readonly guestSuite: string
}

/** A network driver of RootlessKit's. One file each, and one line in `registry.ts`. */
export interface NetworkDriver {
	/** As `--net` of RootlessKit has it; a value is `NAME` or `NAME@VERSION`. */
	readonly name: string
	readonly about: string
	readonly examples: readonly Example[]
	/** What the stack's record calls its program, where that has a name of its own there; else it is `network`. */
	readonly part?: 'slirp4netns' | 'passt'
	/** What a value of this driver should look like; for messages. */
	readonly expects: string
	/** Understands what stands behind the `@`; undefined for what is no value of this driver. */
	parse(version: string | undefined): Omit<NetworkValue, 'driver'> | undefined
	/** The whole value in a cell's name: `pasta2025_05_03`. */
	slug(value: NetworkValue): string
	pins?(value: NetworkValue, docker: BesideDocker, arch: Architecture): string[]
	/** Without it no cell with this driver can be tried. */
	obtain?(value: NetworkValue, docker: BesideDocker, context: PartContext): Promise<StackPart>
	/** The values that it could be asked for now, in no order. */
	list?(context: ListContext): Promise<string[]>
}
