import { ArtifactError } from '#results/errors'
import { ask, confirm } from './confirm.ts'
import type { Services } from './context.ts'

/** The kernel that the doctor's probe guest boots: what the shipped presets test with. */
const PROBE_KERNEL = { raw: 'debian:6.12', value: { provider: 'debian', version: '6.12' } }

/** The real ones. Each is loaded when it is asked for: `--help` should wait for none of them. */
export const services: Services = {
	runPlan: async (request) => (await import('#harness/run')).runPlan(request),
	async bench(options) {
		const { bench, benchMarkdown } = await import('#harness/bench')
		const record = await bench(options)
		return { record, markdown: benchMarkdown(record) }
	},
	fetchPlan: async (options) => (await import('#harness/run')).fetchPlan(options),
	probeAccelerator:
		({ arch, env, signal, log, driver }) =>
		async () => {
			const [{ acceleratorFor, RunArtifacts }, { cacheDirectory }] = await Promise.all([
				import('#harness/run'),
				import('#images'),
			])
			const artifacts = await RunArtifacts.open({ cacheRoot: cacheDirectory(env), arch, env, signal, log })
			const probe = await acceleratorFor(artifacts, [PROBE_KERNEL], { arch, driver, signal, log })
			if (probe) return probe
			throw new ArtifactError(
				`The kernel ${PROBE_KERNEL.raw}, to probe the accelerator with, is not available.`,
			)
		},
	diskReader:
		({ env, signal, log }) =>
		async (disk) => {
			const [{ RunArtifacts }, { cacheDirectory }] = await Promise.all([
				import('#harness/run'),
				import('#images'),
			])
			const artifacts = await RunArtifacts.open({ cacheRoot: cacheDirectory(env), env, signal, log })
			return artifacts.readDisk(disk)
		},
	runProgram: async (...call) => (await import('#vm/host')).runProgram(...call),
	chooseDriver: async (...call) => (await import('#vm')).chooseDriver(...call),
	sweepVms: async () => (await import('#vm')).sweepVms(),
	async cacheDirectory(env) {
		const { assertOwnCache, cacheDirectory } = await import('#images/pins')
		const root = cacheDirectory(env)
		await assertOwnCache(root, { env })
		return root
	},
	hasPackageLists: async () => (await import('#harness/doctor')).hasPackageLists(),
	async listValues(axis, { artifacts, env, signal, log }) {
		const [{ RunArtifacts }, { cacheDirectory }] = await Promise.all([
			import('#harness/run'),
			import('#images'),
		])
		const opened = await RunArtifacts.open({ ...artifacts, cacheRoot: cacheDirectory(env), env, signal, log })
		return opened.values(axis)
	},
	shell: {
		openOne: async (options) => (await import('#harness/run')).openOne(options),
		startKeeper: async (...call) => (await import('#harness/shell')).startKeeper(...call),
		seat: () => ({ ...streams(), term: process.env['TERM'] }),
	},
	watchCell: async (options) => (await import('#harness/watch')).watchCell(options),
	isRoot: process.getuid?.() === 0,
	confirm: process.stdin.isTTY && process.stdout.isTTY ? confirm : undefined,
	ask: process.stdin.isTTY && process.stdout.isTTY ? ask : undefined,
}

const streams = () => ({ stdin: process.stdin, stdout: process.stdout, stderr: process.stderr })
