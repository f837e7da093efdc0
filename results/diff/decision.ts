import { checkList, type CompareWords, issueWords, type SaidGap, type Texts } from '../report/index.ts'
import { isWhole } from '../verdicts/index.ts'
import type { Change, ResultsDiff } from './diff-results.ts'
import type { Direction } from './direction.ts'
import type { CountedGap, GapIssue } from './gaps.ts'

/** What a comparison decides, in one language. What the runs name in it is untrusted. */
export interface Decided {
	/** `Docker 27.5.0 → Docker 27.5.1: worse on …; better on …; 60 checks the same`; without the two where they are the runs, which stand before it. */
	readonly sentence: string
	readonly outcome: 'worse' | 'better' | 'same' | 'unknown'
	/** Security gaps by name: what opened first. */
	readonly gaps: readonly SaidGap[]
}

/** The Dockers, where it is they that differ. */
function dockersOf({ stacks }: ResultsDiff): readonly [string, string] | undefined {
	const docker = stacks.filter(({ what }) => what === 'dockerd' || what === 'docker')
	const [one] = docker
	return one && docker.every(({ before, after }) => before === one.before && after === one.after)
		? [`Docker ${one.before}`, `Docker ${one.after}`]
		: undefined
}

/** What is compared, as a title: the Dockers where they differ, else the runs. */
export const sides = (diff: ResultsDiff): readonly [string, string] =>
	dockersOf(diff) ?? [diff.before, diff.after]

function outcomeOf({ changes, compared, vanished, incomplete }: ResultsDiff): Decided['outcome'] {
	const has = (wanted: Direction) => changes.some(({ direction }) => direction === wanted)
	if (has('worse')) return 'worse'
	if (compared === 0 || vanished.length > 0 || has('lost') || !isWhole(incomplete.after)) return 'unknown'
	return has('better') ? 'better' : 'same'
}

function gapLines(diff: ResultsDiff, words: CompareWords, texts: Texts): SaidGap[] {
	const say = words.decided.gaps
	const line = (
		kind: keyof typeof say,
		found: readonly { issue: GapIssue; check: string; cells: number }[],
	) => {
		const titles = new Map<string, (readonly [string, number])[]>()
		for (const { issue, check, cells } of found) {
			const { title } = issueWords(issue, texts)
			titles.set(title, [...(titles.get(title) ?? []), [check, cells]])
		}
		return [...titles].map(([title, checks]) => ({
			isNew: kind === 'opened' || kind === 'found',
			words: say[kind](`${title} · ${checkList(checks, words)}`),
		}))
	}
	const changed = (kind: NonNullable<Change['gap']>['kind']) =>
		diff.changes.flatMap(({ gap, check, pairs }) =>
			gap?.kind === kind ? [{ issue: gap.issue, check, cells: pairs.length }] : [],
		)
	const counted = ({ issue, check, pairs }: CountedGap) => ({ issue, check, cells: pairs })
	return [
		...line('opened', changed('opened')),
		...line('found', changed('found')),
		...line('other', changed('other')),
		...line('closed', changed('closed')),
		...line('lost', [...changed('lost'), ...diff.gapsVanished.map(counted)]),
		...line('still', diff.gapsInBoth.map(counted)),
	]
}

/** What somebody has to know who reads no more of a comparison. Pure. */
export function decide(diff: ResultsDiff, words: CompareWords, texts: Texts): Decided {
	const say = words.decided
	const on = (wanted: 'worse' | 'better') => {
		const found = diff.changes.filter(({ direction }) => direction === wanted)
		const list = checkList(
			found.map(({ check, pairs }) => [check, pairs.length] as const),
			words,
		)
		return found.length === 0 ? [] : [say[wanted](list)]
	}
	// In as many cells as there are pairs; what broke a cell takes all of its checks.
	const lost = diff.changes.reduce(
		(sum, { direction, pairs }) => sum + (direction === 'lost' ? pairs.length : 0),
		0,
	)
	const found = diff.changes.flatMap(({ gap }) => (gap?.kind === 'found' ? gap.issue.title : []))
	const parts = [
		...on('worse'),
		...on('better'),
		...(lost === 0 ? [] : [say.lost(lost)]),
		...(found.length === 0 ? [] : [say.found(new Set(found).size)]),
		...(diff.vanished.length === 0 ? [] : [say.vanished(diff.vanished.length)]),
		...(diff.compared === 0 ? [say.nothing] : []),
	]
	if (diff.compared > 0 && (diff.unchanged > 0 || parts.length === 0)) parts.push(say.same(diff.unchanged))
	const what = parts.join(say.and)
	const dockers = dockersOf(diff)
	return {
		sentence: dockers ? say.sentence(...dockers, what) : what.replace(/^./, (letter) => letter.toUpperCase()),
		outcome: outcomeOf(diff),
		gaps: gapLines(diff, words, texts),
	}
}
