import { runPlan } from '#harness/run'
import { fakeVmDriver } from '#vm/fake'
import type { Services } from '../../cli/context.ts'
import { services } from '../../cli/services.ts'
import { openFakeArtifacts } from './fake-artifacts.ts'
import { fakeGuest } from './fake-guest.ts'
import { fakeSuites } from './fake-suites.ts'
import type { FakeSetup } from './setup.ts'

/** The product's services with three fakes: VMs, where artifacts come from, and what a check asks. */
export function fakeServices(setup: FakeSetup): Services {
	const { vm, mirror } = setup
	return {
		...services,
		runPlan(request) {
			const driver = fakeVmDriver({
				...fakeGuest(setup),
				fault: (_spec, start) => (start === vm?.start ? vm.fault : undefined),
			})
			return runPlan({
				...request,
				driver,
				openArtifacts: openFakeArtifacts(mirror),
				suites: fakeSuites(setup),
			})
		},
	}
}
