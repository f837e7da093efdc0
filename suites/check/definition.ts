import type { FormKind } from '#results'
import type { Mutation } from '../worlds/model.ts'
import type { CellFacts } from './cell-facts.ts'
import type { CheckContext } from './check-context.ts'
import type { Condition } from './condition.ts'
import type { Coverage } from './coverage.ts'
import type { Recorder } from './recorder.ts'

/** A container, RootlessKit's network namespace, the VM as a normal process, a peer on its LAN. */
type VantageName = 'container' | 'netns' | 'host' | 'peer'

/** The ways that a check may ask, and the forms in which each may fail. */
export type Ways = Readonly<Record<string, readonly FormKind[]>>

/** All there is to one check. What it says in plans, reports and docs is derived from this. */
export interface CheckDefinition {
	readonly id: string
	/** From where it asks. */
	readonly vantage: readonly VantageName[]
	/** What holds when the check passes: one sentence. */
	readonly contract: string
	/** The same for readers of Chinese; a check without it is told of in English. */
	readonly chinese?: string
	/** In which cells it has a meaning. */
	readonly applies: Condition
	/** Why it is asked only where it is named, where it is: what it costs or does to the VM. */
	readonly onDemand?: string
	/**
	 * Nobody has measured yet what becomes of it: where no rule speaks of it, `explain` promises nothing. Until the configurations
	 * that a preset has were seen.
	 */
	readonly unproven?: true
	/** Whether the check can say something although no daemon runs. */
	readonly withoutDaemon?: true
	/** What it asks over, absences included; nothing for a check that asks the daemon or the kernel. */
	readonly coverage: readonly Coverage[]
	/** Which of them a cell is asked follows from its configuration. A way that is not here cannot be reported. */
	readonly ways: Ways
	/**
	 * Milliseconds. Default: 240 s: the first check of an area starts its containers, and a slow machine is asked twice. Past
	 * it the check is an error.
	 */
	readonly deadline?: number | ((facts: CellFacts) => number)
	/** Why it may not run beside other checks, where it may not: it runs after those that may. */
	readonly serial?: string
	/** Worlds that turn it red, beside those of suites/mutation/table, which each show several checks. */
	readonly mutations?: readonly Mutation[]
	/** Why no broken world turns it red, where none does. */
	readonly neverRed?: string
	/** Ways that failed and a CheckFailed are the product's failure; anything else that it throws is an error. */
	readonly run: (context: CheckContext, record: Recorder) => Promise<void>
}

/** What a `*.checks.ts` file of suites/ exports by default; the catalogue finds it by its name. */
export interface CheckModule {
	/**
	 * The place of its checks in results and in the run, among those of the other files: the daemon's first, since it
	 * explains the rest, its restarts last (1000). Default: 900.
	 */
	readonly order?: number
	readonly checks: readonly CheckDefinition[]
	/** Brings back what its checks changed for all others, when all checks have ended. */
	readonly afterAll?: {
		readonly needed: () => boolean
		/** Milliseconds. */
		readonly deadline: number
		readonly run: (context: CheckContext) => Promise<void>
	}
}

export const defineChecks = (module: CheckModule): CheckModule => module
