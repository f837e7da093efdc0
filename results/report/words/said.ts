import type { Shown } from './marks.ts'

/** A line of a decision: what is said, and the cells (indices) that it is said of. */
export interface SaidLine {
	readonly words: string
	readonly cells: readonly number[]
}

/** A known issue in a decision. */
export interface SaidIssue {
	readonly title: string
	readonly cells: readonly number[]
	readonly checks: readonly string[]
	/** What it lets happen; of a security gap only. */
	readonly consequence?: string | undefined
	/** What to do, each with where the run showed that it helps. */
	readonly advice: readonly string[]
	readonly held: readonly number[]
	readonly because: string
	readonly see: string
}

/** What is said of a Docker, in one language; every report says it in these words. Untrusted where a guest or a file named it. */
export interface SaidDecision {
	readonly shown: Shown
	/** `Docker 27.5.1 works with gaps` */
	readonly line: string
	readonly where: readonly SaidLine[]
	/** Whether its daemon runs in some configuration: else nothing was asked that could show a security gap. */
	readonly runs: boolean
	readonly gaps: readonly SaidIssue[]
	/** Of these something to do is known, or nobody can do without. */
	readonly advice: readonly SaidIssue[]
	/** What to take of the configurations tried, and of those without br_netfilter; empty where there is nothing to choose. */
	readonly best: readonly SaidLine[]
	/** The same in a few words. */
	readonly take: readonly SaidLine[]
	/** Security gaps that the rules know of there, and that nobody asked after. */
	/** Those of the lines of `where` that tell what nobody can explain. */
	readonly surprises: readonly SaidLine[]
	readonly unasked: readonly SaidLine[]
	/** What is skipped since a part of the stack cannot do it. */
	readonly notOffered: readonly SaidLine[]
	/** What nobody should rely on, and where. */
	readonly avoid: readonly string[]
	readonly untried?: SaidUntried | undefined
}

/** What of a Docker was not tried, and why. */
export interface SaidUntried {
	/** `Docker 27.5.1 (2 cells)` */
	readonly what: string
	readonly cells: readonly number[]
	readonly reasons: readonly string[]
}
