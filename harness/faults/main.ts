import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { runCampaign, runRealCampaign } from './campaign.ts'
import type { Outcome } from './injection/inject.ts'
import { strikesEnough, summary, title } from './summary.ts'

// `npm run faults -- --seed N --count 1000`: strikes runs over fake VMs with faults, and says what was lost. With --real: over real ones.
const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '1' },
		from: { type: 'string', default: '0' },
		count: { type: 'string' },
		jobs: { type: 'string', default: '2' },
		verbose: { type: 'boolean', default: false },
		real: { type: 'boolean', default: false },
		only: { type: 'string', default: '*absent-docker26.1*' },
	},
})

// Mounts of its own, which nobody else sees and which go with this process.
if (process.geteuid?.() === 0 && !process.env['RM_FAULTS_OWN_MOUNTS']) {
	const argv = [
		'--mount',
		'--propagation',
		'private',
		process.execPath,
		...process.execArgv,
		...process.argv.slice(1),
	]
	const { status } = spawnSync('unshare', argv, {
		stdio: 'inherit',
		env: { ...process.env, RM_FAULTS_OWN_MOUNTS: '1' },
	})
	process.exit(status ?? 3)
}

const seed = Number(values.seed)
const again = values.real ? `--real --only '${values.only}' ` : ''
const count = Number(values.count ?? (values.real ? 60 : 100))
let [struck, lost] = [0, 0]
const options = {
	seed,
	count,
	from: Number(values.from),
	jobs: Number(values.jobs),
	only: values.only,
	onOutcome(outcome: Outcome) {
		lost += outcome.lost.length > 0 ? 1 : 0
		if (++struck % 100 === 0) console.error(`${struck} of ${count}, ${lost === 0 ? 'nothing' : lost} lost`)
		if (!values.verbose && outcome.lost.length === 0) return
		const lines = [
			...outcome.detail.map((line) => `    ${line}`),
			...outcome.lost.map((line) => `  LOST ${line}`),
		]
		console.log([title(outcome, seed, again), ...lines].join('\n'))
	},
}
const outcomes = values.real ? await runRealCampaign(options) : await runCampaign(options)
console.log(summary(outcomes, seed, again))
process.exitCode = outcomes.every(({ lost }) => lost.length === 0) && strikesEnough(outcomes) ? 0 : 1
