// @ts-check

const plural = (/** @type {number} */ count, /** @type {string} */ word) =>
	`${count} ${word}${count === 1 ? '' : 's'}`

/** What the terminal and Markdown say. */
export const englishReport = {
	heading: (/** @type {string} */ matrix) => `Rootless Docker compatibility: ${matrix}`,
	sections: {
		damaged: 'The record is damaged',
		gaps: 'Security gaps',
		red: 'Needs a person',
		cells: 'Cells',
		earlier: 'Attempts before the last',
		matrix: 'Matrix',
		known: 'Known issues',
		kernel: 'What the kernel explains',
		turns: 'First bad and first good',
		skipped: 'Skipped, and why',
	},
	/** What cells and checks are counted as. @type {Record<string, string>} */
	verdicts: {
		pass: 'pass',
		fail: 'fail',
		flaky: 'flaky',
		known: 'known',
		fixed: 'fixed',
		skipped: 'skipped',
		unavailable: 'unavailable',
		error: 'error',
		refuses: 'refused to start',
		idle: 'that need no daemon',
	},
	/** What a badge says of a run, by its headline or by how it is shown. @type {Record<string, string>} */
	badge: {
		pass: 'passed',
		fail: 'failed',
		flaky: 'flaky',
		known: 'works with gaps',
		refuses: 'does not start',
		down: 'does not work',
		open: 'security gap',
		fixed: 'passed, an issue is fixed',
		skipped: 'nothing tested',
		unavailable: 'passed in part',
		error: 'incomplete',
	},
	cells: (/** @type {number} */ count) => plural(count, 'cell'),
	checks: (/** @type {number} */ count) => plural(count, 'check'),
	cpus: (/** @type {number} */ count) => plural(count, 'CPU'),
	/** @type {(sentence: string, cells: string, checks: string) => string} */
	headline: (sentence, cells, checks) => `${sentence}. ${cells}, ${checks}.`,
	cell: (/** @type {string} */ list, count = 1) => `cell${count === 1 ? '' : 's'} ${list}`,
	inCells: (/** @type {string} */ list, /** @type {number} */ count) =>
		`in cell${count === 1 ? '' : 's'} ${list}`,
	attempt: (/** @type {number} */ attempt) => `attempt ${attempt}`,
	attempts: (/** @type {number} */ count) => plural(count, 'attempt'),
	others: (/** @type {number} */ count) => `${plural(count, 'check')} passed or skipped`,
	facts: {
		run: 'run',
		matrix: 'matrix',
		shard: 'shard',
		started: 'started',
		took: 'took',
		accelerator: 'accelerator',
		host: 'host',
		driver: 'driver',
		snapshots: 'snapshots',
		tool: 'tool',
		missing: 'missing',
		mixed: 'mixed',
		forms: 'forms',
	},
	noEnd: 'not known, since its end was not recorded',
	shard: (/** @type {number} */ index, /** @type {number} */ of, /** @type {number} */ cells) =>
		`${index} of ${of}, of a plan of ${plural(cells, 'cell')}`,
	driver: (/** @type {string} */ name, /** @type {string} */ lacks) => `${name} has ${lacks}`,
	snapshots: (/** @type {number} */ count, /** @type {number} */ all, /** @type {string} */ oldest) =>
		`${count} of ${plural(all, 'cell')}, the oldest of ${oldest}`,
	formless: 'not recorded: a known issue excuses any failure of its check',
	empty: 'empty: never recorded',
	noChecks: 'No check was recorded.',
	noMessage: 'no message',
	found: (/** @type {string} */ words) => `found: ${words}`,
	evidence: (/** @type {string} */ path) => `evidence: ${path}`,
	expectedFail: (/** @type {string} */ title, /** @type {string} */ see) =>
		`expected to fail: ${title}, ${see}`,
	fixedIn: (/** @type {string} */ version) => `fixed in ${version}`,
	since: (/** @type {string} */ version) => `since ${version}`,
	noVersions: 'no versions reported',
	released: (/** @type {string} */ version) => `${version} (as released)`,
	kernel: 'kernel',
	folded: (/** @type {number} */ count, /** @type {string} */ list) =>
		`${plural(count, 'cell')} without a single check: ${list}`,
	nothingFailed: (/** @type {string} */ areas) => `Nothing failed in any cell: ${areas}`,
	columns: {
		cell: 'cell',
		verdict: 'verdict',
		took: 'took',
		stack: 'stack, as the running binaries report it',
	},
	turn: {
		/** @type {(check: string, part: string, words: readonly [string, string], versions: readonly [string, string], cells: string) => string} */
		line: (check, part, [before, after], [last, first], cells) =>
			`${check} by ${part}: ${before} ${last}, ${after} ${first} (${cells})`,
		pairs: (/** @type {string} */ list, /** @type {number} */ more) =>
			`cells ${list}${more > 0 ? ` and ${more} more pairs` : ''}`,
	},
	kernelLack: {
		/** @type {(name: string, value: string, release: string) => string} */
		built: (name, value, release) => `${name}=${value} in Linux ${release}, but `,
		notBuilt: (/** @type {string} */ name, /** @type {string} */ release) =>
			`${name} is not set in Linux ${release}`,
		notLoaded: (/** @type {string} */ module) =>
			`nobody loaded the module ${module}, and a rootless daemon cannot`,
		/** @type {(module: string, release: string, name: string) => string} */
		notLoadedOf: (module, release, name) =>
			`nobody loaded the module ${module} of Linux ${release} (${name}), and a rootless daemon cannot`,
		withheld: (/** @type {string} */ module) => `${module} was withheld from this guest`,
		gone: (/** @type {string} */ module) => `${module} is not there`,
		module: (/** @type {string} */ module) => `the module ${module}`,
		/** @type {(module: string, release: string, name: string) => string} */
		moduleOf: (module, release, name) => `the module ${module} of Linux ${release} (${name})`,
	},
	tooLong: (/** @type {string} */ list) => `Too long for this page, see \`summary.md\`: ${list}.`,
}
