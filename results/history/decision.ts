import {
	checkList,
	type CompareWords,
	issueWords,
	type SaidGap,
	type ShownVerdict,
	shownWorstFirst,
	type Texts,
} from '../report/index.ts'
import type { History } from './fold-history.ts'
import { storiesOf, type Story } from './stories.ts'

/** What a history decides, in one language. What runs name in it is untrusted. */
export interface DecidedHistory {
	/** `The newest run, 2026-11-24: worse on …; holds again: …; 3 checks fail as before` */
	readonly sentence: string
	/** How it is marked. */
	readonly shown: ShownVerdict
	/** Security gaps by name: what opened first. */
	readonly gaps: readonly SaidGap[]
}

/** What a story came to in the newest run, and what it was when it was last known before. */
function turnOf({ shown, points, gaps }: Story) {
	const before = points.findLastIndex((point, place) => point !== undefined && place < points.length - 1)
	const [was, is] = [points[before], points.at(-1)]
	return {
		was,
		is,
		wasOpen: gaps[before] === true,
		isOpen: gaps.at(-1) === true,
		isLost: gaps[before] === true && is === undefined,
		// What failed as is known, and now fails in a way that nobody knows.
		isUnexplained: is === 'bad' && isUnknown(shown.at(-1)) && was === 'bad' && !isUnknown(shown[before]),
	}
}

const isUnknown = (shown: ShownVerdict | undefined): boolean => shown === 'fail' || shown === 'flaky'

const named = (stories: readonly Story[], words: CompareWords): string =>
	checkList(
		stories.map(({ check, cells }) => [check, cells.length] as const),
		words,
	)

const worstOf = (stories: readonly Story[]): ShownVerdict | undefined =>
	shownWorstFirst.find((one) => stories.some(({ shown }) => shown.at(-1) === one))

function gapLines(stories: readonly Story[], words: CompareWords, texts: Texts): SaidGap[] {
	const say = words.history.gaps
	const line = (kind: keyof typeof say, holds: (turn: ReturnType<typeof turnOf>) => boolean) => {
		const titles = new Map<string, Story[]>()
		for (const story of stories) {
			if (story.gap === undefined || !holds(turnOf(story))) continue
			const { title } = issueWords(story.gap, texts)
			titles.set(title, [...(titles.get(title) ?? []), story])
		}
		return [...titles].map(([title, same]) => ({
			isNew: kind === 'opened',
			words: say[kind](`${title} · ${named(same, words)}`),
		}))
	}
	return [
		...line('opened', ({ was, wasOpen, isOpen }) => isOpen && !wasOpen && was !== undefined),
		...line('other', ({ is, wasOpen, isOpen }) => wasOpen && !isOpen && is === 'bad'),
		...line('closed', ({ is, wasOpen }) => wasOpen && is === 'good'),
		...line('lost', ({ isLost }) => isLost),
		...line('open', ({ was, wasOpen, isOpen }) => isOpen && (wasOpen || was === undefined)),
	]
}

/** What somebody has to know who reads no more of a history: what the newest run changed. Pure. */
export function decideHistory(history: History, words: CompareWords, texts: Texts): DecidedHistory {
	const say = words.history.decided
	const stories = storiesOf(history)
	const where = (holds: (turn: ReturnType<typeof turnOf>) => boolean) =>
		stories.filter((story) => holds(turnOf(story)))
	const cellsOf = (some: readonly Story[]) => some.reduce((sum, { cells }) => sum + cells.length, 0)
	const worse = where(({ was, is, isUnexplained }) => isUnexplained || (is === 'bad' && was === 'good'))
	const better = where(({ was, is }) => is === 'good' && was === 'bad')
	const bad = where(({ was, is, isUnexplained }) => is === 'bad' && was !== 'good' && !isUnexplained)
	const lost = stories.filter(({ inNewest, points }) => inNewest && points.at(-1) === undefined)
	const absent = new Set(stories.flatMap(({ inNewest, cells }) => (inNewest ? [] : cells)))
	const flips = stories.filter(({ isFlaky }) => isFlaky)
	const good = where(({ is, was }) => is === 'good' && was !== 'bad')
	const count = (some: readonly Story[], words: (checks: number) => string) =>
		some.length === 0 ? [] : [words(cellsOf(some))]
	const parts = [
		...(worse.length === 0 ? [] : [words.decided.worse(named(worse, words))]),
		...(better.length === 0 ? [] : [say.again(named(better, words))]),
		...count(bad, say.bad),
		...count(lost, say.lost),
		...(flips.length === 0 ? [] : [say.flip(named(flips, words))]),
		...count(good, say.good),
		...(absent.size === 0 ? [] : [say.absent(absent.size)]),
	]
	const newest = history.runs.at(-1)
	return {
		sentence: say.sentence(
			newest?.startedAt.slice(0, 10) ?? '',
			parts.join(words.decided.and) || say.nothing,
		),
		// What is worse than before is told from what is as bad as ever.
		shown: worse.length > 0 ? 'fail' : (worstOf(stories) ?? 'error'),
		gaps: gapLines(stories, words, texts),
	}
}
