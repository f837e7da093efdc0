import { plural } from './text.ts'

// What a comparison of runs, and a history of them, say, in a terminal, in Markdown and as a page of their own. The report's page
// does not load these.

export const englishCompare = {
	/** Between the items of a list. */
	comma: ', ',
	directions: {
		worse: 'Worse',
		lost: 'No answer any more',
		better: 'Better',
		regained: 'Answered again, or new',
		other: 'Said differently',
	},
	noChange: 'No verdict changed.',
	/** In its place, where the later run is not whole, and where it has no answer at all. */
	noChangeTold: 'No verdict changed, as far as the second run tells.',
	nothingTold: 'Neither run tells anything: no check of them has an answer.',
	/** Of runs that are not whole. */
	shortfall: {
		before: 'The first run is not whole: what it does not tell may have been so before',
		after: 'The second run is not whole: what it does not tell may have failed',
		states: {
			interrupted: 'it was interrupted',
			running: 'it has no end: it was killed, or it still goes on',
		},
		damaged: (gap: string) => `its record is damaged: ${gap}`,
		broke: (reason: string, cells: number) => `${plural(cells, 'cell')} broke: ${reason}`,
		noReason: 'no reason was given',
	},
	/** In place of what differs, of cells that only the later run has. */
	isNew: 'in cells that the first run has not',
	vanished: 'Cells that vanished',
	appeared: 'Cells that appeared',
	stacks: 'What differs in the stacks',
	compared: 'Compared',
	pairs: (cells: number, checks: number) =>
		`${plural(cells, 'pair')} of cells; ${plural(checks, 'check')} said the same in both.`,
	change: (check: string, before: string, after: string, why: string, cells: number) =>
		`${check}: ${before} → ${after}, ${why} (${plural(cells, 'cell')})`,
	sameStack: 'with nothing in the stack that differs',
	/** Of cells that the later run did not come to. */
	noStack: 'with a stack that is not known',
	/** What several checks said before, each its own. */
	answered: 'answered',
	differs: (list: string) => `with ${list}`,
	difference: (what: string, before: string, after: string) => `${what} ${before} → ${after}`,
	pair: (cells: string, message: string) => `${cells}: ${message}`,
	more: (count: number) => `and ${count} more`,
	/** A verdict, or what stands for one in a comparison. */
	verdict: (word: string) => word,
	form: (verdict: string, form: string) => `${verdict} (${form})`,
	/** An axis, or a part of the stack. */
	part: (what: string) => what,
	/** What is to be decided, before all else. */
	decided: {
		sentence: (before: string, after: string, what: string) => `${before} → ${after}: ${what}`,
		worse: (list: string) => `worse on ${list}`,
		better: (list: string) => `better on ${list}`,
		lost: (checks: number) => `${plural(checks, 'check')} without an answer any more`,
		same: (checks: number) => `the same on ${plural(checks, 'check')}`,
		/** Gaps that show where the first run has no answer. */
		found: (gaps: number) => `${plural(gaps, 'security gap')} where there was no answer before`,
		/** Checks of cells that have no answer at all any more, as one row. */
		checks: (checks: number) => plural(checks, 'check'),
		nothing: 'nothing could be compared',
		vanished: (cells: number) => `${plural(cells, 'cell')} gone`,
		/** Between what is said of the two. */
		and: '; ',
		check: (check: string, cells: number) => `${check} (${plural(cells, 'cell')})`,
		more: (list: string, count: number) => `${list} and ${count} more`,
		gaps: {
			opened: (what: string) => `Security gap opened: ${what}`,
			found: (what: string) => `Security gap where there was no answer before: ${what}`,
			other: (what: string) => `Security gap that fails in another way now: ${what}`,
			closed: (what: string) => `Security gap closed: ${what}`,
			lost: (what: string) => `Security gap of which there is no answer any more: ${what}`,
			still: (what: string) => `Security gap in both: ${what}`,
		},
	},
	/** A comparison as a page. */
	page: {
		section: (title: string, count: number) => `${title} (${count})`,
		cells: (count: number) => plural(count, 'cell'),
		sameStack: 'nothing in the stack',
		noStack: 'a stack that is not known',
		heads: { check: 'check', where: 'where', with: 'with' },
	},
	history: {
		title: (runs: number) => plural(runs, 'run'),
		span: (runs: number, from: string, to: string) => `${plural(runs, 'run')}, ${from} to ${to}`,
		nothing: 'Nothing fails and nothing has flipped.',
		/** Of runs that did not tell all; the first two in place of that. */
		untold: {
			nothing: 'Nothing fails and nothing has flipped in what these runs tell; they do not tell all.',
			nothingLearned: 'Nothing was learned: no check of these runs has an answer.',
			title: 'What could not be learned:',
			silent: 'no check has an answer',
			damaged: 'its record is damaged',
			missing: 'a part of its plan is missing',
			broken: (cells: number) => `${plural(cells, 'cell')} broke`,
			errors: (checks: number) => `${plural(checks, 'check')} broke`,
			unavailable: (cells: number) => `${plural(cells, 'cell')} could not be tried`,
		},
		redSince: (run: string) => `failing since ${run}`,
		/** Of which the newest runs say nothing. */
		redFrom: (run: string, last: string) =>
			`failed ${run === last ? `in ${run}` : `from ${run} to ${last}`}, no answer since`,
		flaky: (rate: string) => `FLAKY: flipped ${rate}`,
		/** Percentages; the second is the largest that so few flips still fit. */
		rate: (flips: number, chances: number, percent: number, atMost: number) =>
			`${flips} of ${chances} (${percent} %, at most ${atMost} % with 95 % confidence)`,
		heads: ['check', 'configuration', 'runs', 'failing', 'flips'],
		/** Configurations in which a check went the same way. */
		cells: (count: number, names: string) => `${plural(count, 'configuration')}: ${names}`,
		decided: {
			sentence: (day: string, what: string) => `The newest run, ${day}: ${what}`,
			again: (list: string) => `holds again: ${list}`,
			bad: (checks: number) => `${plural(checks, 'check')} failing as before`,
			lost: (checks: number) => `${plural(checks, 'check')} without an answer any more`,
			flip: (list: string) => `flipping: ${list}`,
			good: (checks: number) => `${plural(checks, 'check')} good`,
			absent: (cells: number) => `${plural(cells, 'configuration')} not in it`,
			nothing: 'nothing is known of it',
		},
		gaps: {
			opened: (what: string) => `Security gap opened: ${what}`,
			other: (what: string) => `Security gap that fails in another way now: ${what}`,
			closed: (what: string) => `Security gap closed: ${what}`,
			lost: (what: string) => `Security gap of which there is no answer any more: ${what}`,
			open: (what: string) => `Security gap open: ${what}`,
		},
		perConfiguration:
			'Each strip is of one configuration; where a check went the same way in several, they share one.',
		legend: (marks: readonly string[]) =>
			`${[...marks, '· says nothing'].join(' · ')}; oldest first. A flip is a change between two runs, or two attempts, of one cell with the same stack.`,
		/** What a square without a mark says. */
		nothingSaid: 'says nothing',
		label: 'history',
		flips: (flips: number, chances: number) => `${flips} of ${chances}`,
		oldestFirst: 'runs, oldest first',
		flip: 'A flip is a change between two runs, or two attempts, of one cell with the same stack.',
	},
}

export type CompareWords = typeof englishCompare
