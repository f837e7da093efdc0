import { cacheDirectory } from '#images'
import { hasPackageLists, runProgram } from '#harness/doctor'
import type { Services } from './context.ts'

/** The kernel that the doctor's probe guest boots: what the shipped presets test with. */
const PROBE_KERNEL = 'debian:6.12'

/** The real ones. What boots VMs is loaded when it is needed: `--help` should not wait for it. */
export const services: Services = {
	runPlan: async (request) => (await import('#harness/run')).runPlan(request),
	probeAccelerator:
		({ env, signal, log }) =>
		async () => {
			const { acceleratorFor, RunArtifacts } = await import('#harness/run')
			const artifacts = new RunArtifacts({ cacheRoot: cacheDirectory(env), signal, log })
			return acceleratorFor(artifacts, { kernel: PROBE_KERNEL, signal, log })
		},
	runProgram,
	cacheDirectory,
	hasPackageLists,
	isRoot: process.getuid?.() === 0,
}
