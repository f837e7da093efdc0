import type { Axes, FormKind, Stack } from '#results'
import type { MutationCellName } from './cells.ts'

/** Whose network namespaces, and whose rights, a command has: root of the VM, of the peer, of RootlessKit's namespaces. */
export type Place = 'host' | 'peer' | 'netns'

/** One thing that is done to the world, and undone. Shell, run by `sh -e`. */
export interface Change {
	readonly in: Place
	readonly breaks: string
	readonly mends: string
}

/** How a check fails: in any way, or by the ways it asks, each with the kind of its form. */
export type Red = 'fail' | Readonly<Record<string, FormKind>>

/** One broken world, and what must notice. */
export interface Mutation {
	/** What is the matter with the world: a clause. */
	readonly name: string
	readonly cell: MutationCellName
	readonly changes: readonly Change[]
	/** The checks whose verdict becomes `fail`, also where a known issue allows them another failure. */
	readonly red: Readonly<Record<string, Red>>
	/** Asked as well, and their verdicts stay what they are in the whole world. */
	readonly green: readonly string[]
	/** Known issues of this cell that excuse a failure of the red checks, and must not excuse this one. */
	readonly tells?: readonly string[] | undefined
	/**
	 * The daemon is restarted when the changes are undone (`after`), or when they are made as well (`both`). Fixtures end
	 * with it.
	 */
	readonly restart?: 'after' | 'both' | undefined
	/** What the stack says it is, where a known issue of versions that are not at hand is made by hand. */
	readonly stack?: Partial<Stack> | undefined
	/** What the cell says it is, where the world is made by hand as well. */
	readonly axes?: Partial<Axes> | undefined
	/** What makes that so before anything is broken, where more than a name is missing: with it alone the red checks are not. */
	readonly pretence?: readonly Change[] | undefined
	/** Asked on every commit, not only in the whole campaign. */
	readonly always?: true | undefined
}
