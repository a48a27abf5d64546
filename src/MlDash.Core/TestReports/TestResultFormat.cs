namespace MlDash.TestReports;

/// <summary>What writes a report of test results.</summary>
public enum TestResultFormat
{
    /// <summary>JUnit and all who write its format, such as Maven, pytest and Pester.</summary>
    JUnit,

    /// <summary>Visual Studio and <c>dotnet test</c>.</summary>
    Trx,

    /// <summary>NUnit 2 and 3, and Pester.</summary>
    NUnit,

    /// <summary>xUnit.net 2 and 3.</summary>
    XUnit,
}
