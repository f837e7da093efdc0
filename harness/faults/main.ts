import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { runCampaign } from './campaign.ts'
import { summary, title } from './summary.ts'

// `npm run faults -- --seed N --count 1000`: strikes runs over fake VMs with faults, and says what was lost.
const { values } = parseArgs({
	options: {
		seed: { type: 'string', default: '1' },
		from: { type: 'string', default: '0' },
		count: { type: 'string', default: '100' },
		jobs: { type: 'string', default: '2' },
		verbose: { type: 'boolean', default: false },
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
const outcomes = await runCampaign({
	...{ seed, from: Number(values.from), count: Number(values.count), jobs: Number(values.jobs) },
	onOutcome(outcome) {
		if (values.verbose || outcome.lost.length > 0)
			console.log(
				[
					title(outcome, seed),
					...outcome.detail.map((line) => `    ${line}`),
					...outcome.lost.map((line) => `  LOST ${line}`),
				].join('\n'),
			)
	},
})
console.log(summary(outcomes, seed))
process.exitCode = outcomes.every(({ lost }) => lost.length === 0) ? 0 : 1
