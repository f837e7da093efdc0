import type { CheckId } from '../catalogue/index.ts'

/** Checks that no broken world turns red, each with the reason. */
export const exemptChecks: Readonly<Partial<Record<CheckId, string>>> = {
	'kernel.facts': 'It records facts: what is wrong there is an error of the harness, never a failure.',
	'egress.tcp-v6': 'No daemon profile gives the namespace IPv6, so it is never asked.',
	'egress.udp-v6': 'No daemon profile gives the namespace IPv6, so it is never asked.',
}

/** Known issues whose check cannot fail in another form, each with the reason. */
export const exemptIssues: Readonly<Record<string, string>> = {
	'no-proxy-leaves-nf-call-off':
		'The sysctl is 0 or 1, so the check has one form of failure; where dockerd does not run it is an error.',
}
