/* Stands in for the library of NVIDIA's driver: two processors with known values, the second without fan, power and energy. */
static int begun = 0;
static int asked = 0;
static char devices[2];

static const int notSupported = 3;

static int which(void *device) { return (int)((char *)device - devices); }

int nvmlInit_v2(void) { begun++; return 0; }
int nvmlShutdown(void) { begun--; return 0; }
int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return begun > 0 ? 0 : 1; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { *device = &devices[index]; return index < 2 ? 0 : 2; }

int nvmlDeviceGetUtilizationRates(void *device, unsigned *rates) { rates[0] = which(device) ? 7 : 93; rates[1] = 50; return 0; }

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *memory)
{
    memory[0] = 85899345920ULL;
    memory[1] = which(device) ? 85899345920ULL : 21474836480ULL;
    memory[2] = memory[0] - memory[1];
    return 0;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *power) { *power = 350250; return which(device) ? notSupported : 0; }
int nvmlDeviceGetFanSpeed(void *device, unsigned *fan) { *fan = 40; return which(device) ? notSupported : 0; }
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *degrees) { *degrees = which(device) ? 31 : 72; return sensor ? 2 : 0; }
int nvmlDeviceGetClockInfo(void *device, int clock, unsigned *megahertz) { *megahertz = clock == 2 ? 2619 : 1980; return clock == 0 || clock == 2 ? 0 : 2; }
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *energy)
{
    if (which(device)) return notSupported;
    *energy = 5000000000000ULL + 350000ULL * (unsigned long long)asked++;
    return 0;
}
