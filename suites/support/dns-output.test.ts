import { expect, it } from 'vitest'
import { hostAddresses, nslookupAddresses } from './dns-output.ts'

it('the address of the server that was asked is no answer', () => {
	const text = 'Server:\t\t10.0.2.3\nAddress:\t10.0.2.3:53\n\nName:\tpeer.lab.test\nAddress: 203.0.113.10\n\n'
	expect(nslookupAddresses(text)).toEqual(['203.0.113.10'])
})

it('an answer without a record has no addresses', () => {
	expect(nslookupAddresses('Server:\t\t10.0.2.3\nAddress:\t10.0.2.3:53\n\n*** No answer\n')).toEqual([])
	expect(hostAddresses('')).toEqual([])
})

it('getent names an address once for each socket type', () => {
	const text = '203.0.113.10    STREAM peer.lab.test\n203.0.113.10    DGRAM  \n203.0.113.10    RAW    \n'
	expect(hostAddresses(text)).toEqual(['203.0.113.10'])
})
