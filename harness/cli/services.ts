import { cacheDirectory } from '#images'
import { hasPackageLists, runProgram } from '#harness/doctor'
import type { Services } from './context.ts'

/** The kernel that the doctor's probe guest boots: what the shipped presets test with. */
const PROBE_KERNEL = 'debian:6.12'

/** The real ones. What boots VMs is loaded when it is needed: `--help` should not wait for it. */
export const services: Services = {
	runPlan: async (request) => (await import('#harness/run')).runPlan(request),
	probeAccelerator:
		({ env, log }) =>
		async (signal) => {
			const { probeHost } = await import('#harness/run')
			return probeHost({ kernel: PROBE_KERNEL, env, log, signal })
		},
	runProgram,
	cacheDirectory,
	hasPackageLists,
	isRoot: process.getuid?.() === 0,
}
