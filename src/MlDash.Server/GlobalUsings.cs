// Below the namespace MlDash the name LogLevel means the level of a recorded entry, whatever is imported.
global using LogSeverity = Microsoft.Extensions.Logging.LogLevel;
