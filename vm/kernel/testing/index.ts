/** Made-up kernels for the tests of other folders. */
export { fakeBzImage } from '../fixtures/images.ts'
export { fakeModule } from '../fixtures/module.ts'
export { fakeDeb, fakeRpm, fakeTar } from '../fixtures/packages.ts'
export { fakeSet, neededByGuests } from '../fixtures/kernel-set.ts'
